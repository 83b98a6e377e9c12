"""How much of an upload is kept while it is read: in memory, and what its field may take."""

from io import BytesIO

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

REQUEST_BYTES = 64 << 20  # six pictures and the form around them
FILE_BYTES = 10_000_001  # one more than any field takes: each says by itself what is too long
FILES = 10


class BoundedUpload(FileUploadHandler):
    """Keeps a file in memory, never on a disk; what is too long is read and let go.

    Of strangers nothing is kept. A request that declares more than REQUEST_BYTES is not read.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803 - Django's name
        if content_length > REQUEST_BYTES:
            raise RequestDataTooBig
        self.files = 0

    def new_file(self, *args, **options):
        super().new_file(*args, **options)
        self.files += 1
        if self.files > FILES or not self.request.user.is_authenticated:
            raise SkipFile
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data, start):
        self.kept.write(raw_data[: FILE_BYTES - self.kept.tell()])

    def file_complete(self, file_size):
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept, field_name=self.field_name, name=self.file_name,
            content_type=self.content_type, size=file_size, charset=self.charset,
            content_type_extra=self.content_type_extra,
        )  # fmt: skip
