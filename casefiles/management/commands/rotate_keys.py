import pghistory
from django.core.management.base import BaseCommand, CommandError

from casefiles.actions import keys
from jurisdiction import vault
from jurisdiction.actions import reseal_second_factors


class Command(BaseCommand):
    help = (
        "Seals every identifying number anew under the newest key of TONGXIN_KEYS, "
        "in the history too. May be interrupted and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--batch", type=int, default=keys.BATCH, help="rows in a transaction; of pictures fewer"
        )

    def handle(self, *, batch, **options):
        self.total, self.done = keys.count_waiting(), 0
        self.stdout.write(f"newest key: {vault.newest_version()}; rows to seal anew: {self.total}")
        with pghistory.context(command="rotate_keys"):
            stuck = [line for model in keys.sealed_models() for line in self.rotate(model, batch)]
        stuck += self.rotate_second_factors()
        if stuck:
            listed = "\n".join(stuck)
            raise CommandError(f"These values do not open and were left as they are:\n{listed}")

    def rotate_second_factors(self):
        done, stuck = reseal_second_factors()
        if done:
            self.stdout.write(f"mfa_authenticator: {done}")
        return stuck

    def rotate(self, model, batch):
        stuck, last, size = [], 0, min(batch, keys.batch_of(model))
        while True:
            rows, failed = keys.reseal_batch(model, after=last, size=size)
            if not rows:
                return stuck
            stuck += failed
            last, self.done = rows[-1].pk, self.done + len(rows)
            self.stdout.write(f"{model._meta.db_table}: {self.done} of {self.total}")
