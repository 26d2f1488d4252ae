"""Drawn files for the invented city: plain shapes for photos, and one page with a red round for a sealed paper."""

import io
from functools import cache

from PIL import Image, ImageDraw

SIZE = (960, 640)
PAGE = (595, 842)
SKY, GROUND, GREY, RED, INK = "#cfe3f2", "#8fae7c", "#8a8f98", "#c62f2f", "#2f3640"


@cache
def draw(name: str) -> bytes:
    """The content of a file by its name: `water-1.jpg` is a river, `sealed.pdf` a page. The number varies it."""
    stem, _, ending = name.rpartition(".")
    if ending == "pdf":
        return _page(stem)
    scene, _, number = stem.partition("-")
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 400, *SIZE), fill=GROUND)
    SCENES[scene](pen, int(number or 1))
    pen.text((24, SIZE[1] - 40), f"DEMO {stem}", fill=INK, font_size=22)
    return _bytes(picture, "JPEG")


def _water(pen: ImageDraw.ImageDraw, number: int) -> None:
    pen.polygon([(0, 640), (320, 400), (640, 400), (960, 640)], fill="#4f7f94")
    for step in range(number + 3):
        pen.ellipse((420 + step * 40, 470 + step * 22, 500 + step * 46, 490 + step * 26), fill="#3b4a3d")
    pen.rectangle((250, 380, 330, 440), fill=GREY)


def _house(pen: ImageDraw.ImageDraw, number: int) -> None:
    for block in range(3):
        left = 90 + block * 290
        pen.rectangle((left, 150 - number * 10, left + 210, 470), fill="#d9cbb3", outline=INK, width=3)
        for floor in range(5):
            for window in range(3):
                x, y = left + 22 + window * 62, 180 + floor * 55
                pen.rectangle((x, y, x + 40, y + 32), fill="#6e8aa3")


def _road(pen: ImageDraw.ImageDraw, number: int) -> None:
    pen.polygon([(120, 640), (430, 380), (530, 380), (840, 640)], fill="#55595f")
    for stripe in range(5):
        y = 400 + stripe * 50
        pen.rectangle((474, y, 486, y + 26), fill="#f4f4f4")
    for car in range(number + 1):
        x = 300 + car * 120
        pen.rounded_rectangle((x, 520, x + 90, 570), 12, fill=("#a33b3b", "#3b5fa3", "#e0b13c", "#557a46")[car % 4])


def _field(pen: ImageDraw.ImageDraw, number: int) -> None:
    for row in range(8):
        pen.line((0, 420 + row * 28, 960, 405 + row * 32), fill="#5f8a3f", width=8)
    for heap in range(number):
        x = 200 + heap * 210
        pen.polygon([(x, 520), (x + 90, 400), (x + 190, 520)], fill="#8b7a66")


def _hall(pen: ImageDraw.ImageDraw, number: int) -> None:
    pen.rectangle((0, 0, 960, 640), fill="#ece7dd")
    pen.rectangle((80, 330, 880, 420), fill="#8a6a48")
    for seat in range(6 + number):
        x = 110 + seat * 90
        pen.ellipse((x, 250, x + 50, 300), fill="#4a5568")
        pen.rectangle((x - 6, 300, x + 56, 330), fill="#2d3748")


SCENES = {"water": _water, "house": _house, "road": _road, "field": _field, "hall": _hall}


def _page(stem: str) -> bytes:
    page = Image.new("RGB", PAGE, "white")
    pen = ImageDraw.Draw(page)
    pen.line((60, 130, 535, 130), fill=RED, width=3)
    for line in range(18):
        pen.line((70, 190 + line * 26, 525 - (line * 37) % 120, 190 + line * 26), fill="#9aa0a6", width=6)
    pen.ellipse((360, 640, 500, 780), outline=RED, width=6)
    pen.regular_polygon((430, 710, 26), 5, fill=RED)
    pen.text((60, 800), f"DEMO {stem}", fill=INK, font_size=14)
    return _bytes(page, "PDF")


def _bytes(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=80)
    return out.getvalue()
