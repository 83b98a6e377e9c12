"""The program that opens a stranger's picture: run by `pictures`, never imported for its work.

It reads the picture from its standard input and writes a new one to its standard output: a line of
JSON, the picture, its preview. Before the first byte is read it gives up nearly everything that a
program may do (`bounds`), so that a picture made to break the decoder has nothing to win here. It
knows no Django: it starts in a tenth of a second and holds no secret.
"""

import json
import os
import sys
from io import BytesIO

# Everything that Pillow would load later is loaded now: below it can open no file any more.
from PIL import Image, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

from paperwork.bounds import bound

Image.preinit()
PLUGINS = MpoImagePlugin, TiffImagePlugin, WebPImagePlugin

PIXELS = 40_000_000
LONG_SIDE, PREVIEW_SIDE = 2000, 320
QUALITY, PREVIEW_QUALITY = 82, 70
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
LINES = ("1", "L", "P")  # modes in which scanners save pages with few shades


class Refused(Exception):
    """The picture is not taken; the code is one of paperwork/refusals.py."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.answer = {"refused": code, **details}


def develop(data, kind):
    """(answer, picture, preview) of the bytes of a "JPEG", "PNG" or "WEBP". Raises Refused."""
    image = opened(data, kind)
    mode, turn = image.mode, turn_of(image)
    image.draft(None, (LONG_SIDE, LONG_SIDE))
    image = flat(image)
    image.thumbnail((LONG_SIDE, LONG_SIDE), reducing_gap=2)
    image = on_white(image)
    if turn:
        image = image.transpose(turn)
    image.info.clear()  # whatever was said beside the picture: places, names, profiles, comments
    found = {"jpeg": packed(image, "JPEG", quality=QUALITY, optimize=True)}
    if kind == "PNG" and mode in LINES:
        found["png"] = packed(image, "PNG", optimize=True)
    best = min(found, key=lambda name: len(found[name]))
    answer = {"kind": best, "width": image.width, "height": image.height}
    image.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return answer, found[best], packed(image, "JPEG", quality=PREVIEW_QUALITY)


def opened(data, kind):
    """The picture with its declared size looked at, nothing decoded yet."""
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and no warning but a refusal
    image = Image.open(BytesIO(data), formats=[kind])
    if image.width * image.height > PIXELS:
        raise Refused("picture_too_large", width=image.width, height=image.height)
    # Several frames move, but for the photos of some phones, which carry a second small one.
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Refused("picture_moves")
    return image


def turn_of(image):
    """How the camera was held; a picture that says it wrongly is taken as it is."""
    try:
        return TURNS.get(image.getexif().get(ORIENTATION))
    except (
        Exception
    ):  # any kind: a damaged note about a picture damages no picture, and goes anyway
        return None


def flat(image):
    """Decoded, in a mode that can be made smaller: grey, colours, or colours with transparency."""
    image.load()
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    grey = image.mode in ("1", "I", "F") or image.mode.startswith("I;16")
    return image.convert("L" if grey else "RGB")


def on_white(image):
    """Transparent places are paper."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def packed(image, kind, **options):
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def answer_to(data, kind):
    """What goes to the standard output."""
    try:
        answer, picture, preview = develop(data, kind)
    except Refused as refused:
        return json.dumps(refused.answer).encode() + b"\n"
    except MemoryError:
        return b'{"refused": "picture_too_heavy"}\n'
    except (
        Exception
    ) as problem:  # a decoder raises any kind over a broken picture; the log names it
        damaged = {"refused": "picture_damaged", "of": type(problem).__name__}
        return json.dumps(damaged).encode() + b"\n"
    answer["sizes"] = [len(picture), len(preview)]
    return json.dumps(answer).encode() + b"\n" + picture + preview


def main():
    bound()
    answer = answer_to(sys.stdin.buffer.read(), sys.argv[1])
    while answer:
        answer = answer[os.write(1, answer) :]
