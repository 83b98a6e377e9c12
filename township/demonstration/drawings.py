"""Photos that nobody took: a drawn house for visits, a drawn sheet of paper for scans."""

import io
from random import Random

from PIL import Image, ImageDraw

from casefiles import actions
from casefiles.models import BagDocument, Visit
from jurisdiction.scoping import within
from paperwork.pictures import clean_picture

VISITS, PAPERS = 3, 2
SKY, HILL, WALL, ROOF, PAPER, INK = "#bcd4e6", "#7a9a6b", "#efe6d5", "#8a4b3a", "#fbfaf5", "#555555"


def tell_pictures(township, *, seed):
    """Photos of the latest visits of the first village, and scans of papers in two bags."""
    rng = Random(f"{seed}:pictures:{township.code}")
    here = within("case__village__code", [township.villages[0].code])
    visits = Visit.objects.standing().met().filter(here, case__closed_on=None)
    for visit in visits.select_related("case", "recorded_by").order_by("-visited_on", "pk")[
        :VISITS
    ]:
        actions.add_photos(visit=visit, pictures=[house(rng)], by=visit.recorded_by)
    papers = BagDocument.objects.filter(here, case__closed_on=None)
    for paper in papers.select_related("case", "recorded_by").order_by("pk")[:PAPERS]:
        pages = [page(rng) for _page in range(paper.pages)]
        actions.add_scans(document=paper, pictures=pages, by=paper.recorded_by)


def house(rng):
    image = Image.new("RGB", (640, 480), SKY)
    pen, left = ImageDraw.Draw(image), rng.randint(140, 300)
    pen.ellipse((-200, 260, 840, 900), fill=HILL)
    pen.rectangle((left, 250, left + 220, 400), fill=WALL)
    pen.polygon([(left - 30, 250), (left + 110, 160), (left + 250, 250)], fill=ROOF)
    pen.rectangle((left + 85, 310, left + 135, 400), fill=ROOF)
    return cleaned(image)


def page(rng):
    image = Image.new("RGB", (600, 848), PAPER)
    pen = ImageDraw.Draw(image)
    for line in range(24):
        pen.rectangle((60, 90 + line * 28, rng.randint(340, 540), 96 + line * 28), fill=INK)
    return cleaned(image)


def cleaned(image):
    sent = io.BytesIO()
    image.save(sent, "JPEG")
    return clean_picture(sent.getvalue())
