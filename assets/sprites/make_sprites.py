#!/usr/bin/env python3
"""Draw every sprite of the game as a plain SVG file (standard library only).

    python assets/sprites/make_sprites.py      # rewrites all SVGs + anchors.json

Frog and Toad share one "puppet": a torso, a head, two arms and two legs, each
a tapered tube or a smooth blob.  The measures, colours and poses (joint
coordinates) are in poses.py, in viewBox units (96 x 96, y down, ground at y = 90, facing right).

The outline trick: the shapes of one body part are first drawn with a fat ink
stroke and then filled again without one, so they melt into a single outlined
silhouette.  Only features that nanosvg (SDL_image) knows are used.
"""
import json
import math
from pathlib import Path

from poses import BACK_WARTS, DROP, FROG, POSES, TOAD

HERE = Path(__file__).resolve().parent
INK_W = 2.4                      # visible outline width, viewBox units


def n(v):
    """A short number for the file."""
    return f"{v:.2f}".rstrip("0").rstrip(".") if v else "0"


def smooth(points, closed=True):
    """A path through the points (Catmull-Rom spline written as Bezier curves)."""
    p = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    d = f"M{n(points[0][0])} {n(points[0][1])}"
    for a, b, c, e in zip(p, p[1:], p[2:], p[3:]):
        xy = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6,
              c[0] - (e[0] - b[0]) / 6, c[1] - (e[1] - b[1]) / 6, *c)
        d += "C" + " ".join(n(v) for v in xy)
    return d + ("Z" if closed else "")


def polygon(*corners):
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in corners) + "Z"


def tube(points, radii):
    """A tapered, round-ended limb along the points: a chain of capsules in one path."""
    rings = []
    p = [points[0], *points, points[-1]]
    steps = 1 if len(points) == 2 else 5
    for *near, r, s in zip(p, p[1:], p[2:], p[3:], radii, radii[1:]):  # sample the spline of the axis
        for t in (step / steps for step in range(steps)):
            xy = [0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                         + (3 * b - a - 3 * c + d) * t ** 3) for a, b, c, d in zip(*near)]
            rings.append((*xy, r + (s - r) * t))
    rings.append((*points[-1], radii[-1]))
    return "".join(capsule(a, b) for a, b in zip(rings, rings[1:]))


def capsule(a, b):
    """The hull of two circles (x, y, r)."""
    dist = math.hypot(b[0] - a[0], b[1] - a[1])
    if dist <= abs(b[2] - a[2]) + 0.05:
        return circle(*max(a, b, key=lambda ring: ring[2]))
    h = math.atan2(b[1] - a[1], b[0] - a[0])
    q = math.acos((a[2] - b[2]) / dist)          # where the common tangents touch
    p = [polar(ring, math.degrees(h + v), ring[2]) for ring, v in ((a, q), (a, -q), (b, -q), (b, q))]
    return (f"M{n(p[0][0])} {n(p[0][1])}A{n(a[2])} {n(a[2])} 0 {int(q < math.pi / 2)} 1 {n(p[1][0])} {n(p[1][1])}"
            f"L{n(p[2][0])} {n(p[2][1])}A{n(b[2])} {n(b[2])} 0 {int(q > math.pi / 2)} 1 {n(p[3][0])} {n(p[3][1])}Z")


def circle(x, y, rx, ry=None):
    ry = rx if ry is None else ry
    k = 0.5523
    return (f"M{n(x - rx)} {n(y)}C{n(x - rx)} {n(y - k * ry)} {n(x - k * rx)} {n(y - ry)} {n(x)} {n(y - ry)}"
            f"C{n(x + k * rx)} {n(y - ry)} {n(x + rx)} {n(y - k * ry)} {n(x + rx)} {n(y)}"
            f"C{n(x + rx)} {n(y + k * ry)} {n(x + k * rx)} {n(y + ry)} {n(x)} {n(y + ry)}"
            f"C{n(x - k * rx)} {n(y + ry)} {n(x - rx)} {n(y + k * ry)} {n(x - rx)} {n(y)}Z")


def polar(p, angle, dist):
    a = math.radians(angle)
    return p[0] + dist * math.cos(a), p[1] + dist * math.sin(a)


def fill(d, colour, opacity=1):
    return f'<path d="{d}" fill="{colour}"' + (f' opacity="{opacity}"' if opacity != 1 else "") + "/>"


def line(d, colour, w):
    return (f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{n(w)}" stroke-linecap="round" '
            'stroke-linejoin="round"/>')


def union(shapes, colour, ink, w=INK_W):
    """Several shapes as one silhouette with one outline."""
    back = "".join(f'<path d="{d}" fill="{ink}" stroke="{ink}" stroke-width="{n(2 * w)}" '
                   'stroke-linejoin="round"/>' for d in shapes)
    return back + "".join(fill(d, colour) for d in shapes)


def digits(p, angle, length, r, spread=26):
    """Fingers or toes with round pads, fanned about an angle."""
    out = []
    for side in (-1, 0, 1):
        tip = polar(p, angle + spread * side, length)
        out += [tube([p, tip], [r, r * 0.85]), circle(*tip, r * 1.12)]
    return out


def arm(c, place, colour):
    """place: shoulder, elbow, wrist and the direction in which the fingers point."""
    *joints, angle = place
    return union([tube(joints, c["arm"])] + digits(joints[-1], angle, *c["finger"], 34), colour, c["ink"])


def leg(c, place, colour):
    """place: hip, knee, ankle, ball of the foot, direction of the toes; the thigh lies over the shin."""
    hip, knee, ankle, ball, angle = place
    a, b, f = c["leg"]
    spread = 17 if angle in (0, 180) else 26
    low = [tube([knee, ankle], [b * 0.85, f]), tube([ankle, ball], [f, f * 0.85])]
    low += digits(ball, angle - (6 if angle == 0 else 0), *c["toe"], spread)
    out = union(low, colour, c["ink"]) + union([tube([hip, knee], [a, b])], colour, c["ink"])
    if colour != c["far"]:
        for t, o, r in ((0.1, 4.5, 2.0), (0.55, 2.6, 1.6), (-0.1, -2, 1.4)):
            q = hip[0] + (knee[0] - hip[0]) * t, hip[1] + (knee[1] - hip[1]) * t - o * a / 9
            out += wart(c, *q, r * 1.15) if c["warts"] else fill(circle(*q, r), c["spot"], 0.7)
    return out


def eye(c, x, y, r, mood, i):
    """One eye; the bulb is already there.  i = 0 is the far (left) eye."""
    ink, s = c["ink"], c["eye_r"]
    if mood in ("blink", "joy", "squeeze"):
        w = s * 0.72
        if mood == "squeeze":
            k = 1 if i == 0 else -1
            return line(f"M{n(x - k * w)} {n(y - 4.6)}L{n(x + k * w)} {n(y)}L{n(x - k * w)} {n(y + 4.6)}", ink, 2.5)
        b = 3.6 if mood == "blink" else -5
        return line(f"M{n(x - w)} {n(y - b / 4)}Q{n(x)} {n(y + b * 1.3)} {n(x + w)} {n(y - b / 4)}", ink, 2.5)
    out = fill(circle(x, y, s + 1.1), ink) + fill(circle(x, y, s), c["sclera"])
    dx, dy = {"up": (1.5, -2.2), "down": (1.6, 1.6), "tired": (1.2, 2.4)}.get(mood, (1.9, 0.5))
    if c["iris"]:
        out += fill(circle(x + dx * 0.5, y + dy * 0.5, s * 0.8), c["iris"])
        out += fill(circle(x + dx, y + dy, s * 0.62, s * 0.5), ink)
    else:
        out += fill(circle(x + dx, y + dy, s * 0.6, s * 0.66), ink)
    out += fill(circle(x + dx - 1.6, y + dy - 2, 1.7), "#ffffff") + fill(circle(x + dx + 1.5, y + dy + 1.8, 0.8), "#ffffff", 0.8)
    cover = {"relax": -0.22, "down": 0.05, "tired": 0.2, "up": -0.75, "wide": -0.8}.get(mood, -0.5 if c["warts"] else None)
    if cover is not None:                        # eyelid: the disc above a chord
        tilt = (0.2 if mood == "tired" else 0.2 if c["warts"] and mood == "open" else 0) * (1 if i else -1)
        q = s + 1.1
        a1, a2 = math.asin(max(-0.95, min(0.95, cover - tilt))), math.asin(max(-0.95, min(0.95, cover + tilt)))
        p1, p2 = (x - q * math.cos(a1), y + q * math.sin(a1)), (x + q * math.cos(a2), y + q * math.sin(a2))
        big = 1 if a1 + a2 > 0 else 0
        arc = f"M{n(p1[0])} {n(p1[1])}A{n(q)} {n(q)} 0 {big} 1 {n(p2[0])} {n(p2[1])}"
        out += fill(arc + "Z", c["lid"]) + line(f"M{n(p1[0])} {n(p1[1])}L{n(p2[0])} {n(p2[1])}", ink, 2.2)
        out += line(arc, ink, 1.1)
    return out


def mouth(c, mood):
    """Pale jaw (everything below the lips) and the mouth, in head coordinates."""
    ink, m = c["ink"], c["mouth"]
    lips = {"ow": [3, -2, -2, 3], "frown": [4.5, -3.2, -3.2, 5], "wavy": [1, -2, 2, 2]}.get(mood, [0, 0, 0, 0])
    k = {"frown": 0.2, "ow": 0.12}.get(mood, 0)
    pts = [(x * (1 - k), y + dy) for (x, y), dy in zip(m, lips)]
    edge = smooth([m[3], *[(x * 0.985, y * 0.985) for x, y in c["head"][5:8]], m[0]], False)
    out = fill(smooth([m[0], *pts, m[3]], False) + "L" + edge[1:] + "Z", f"url(#{c['name']}Jaw)")
    out += line(smooth(pts, False), ink, 2.1)
    cx = (m[1][0] + m[2][0]) / 2 + 2
    cy = m[1][1] + 0.5
    if mood == "big":                            # laughing, D-shaped
        out += (f'<path d="M{n(cx - 11)} {n(cy - 2.2)}Q{n(cx)} {n(cy + 2)} {n(cx + 12)} {n(cy - 3)}'
                f'Q{n(cx + 10)} {n(cy + 8.5)} {n(cx)} {n(cy + 8)}Q{n(cx - 9)} {n(cy + 8)} {n(cx - 11)} {n(cy - 2.2)}Z" '
                f'fill="#7a1f2b" stroke="{ink}" stroke-width="2" stroke-linejoin="round"/>')
        out += fill(circle(cx + 0.5, cy + 5.4, 5, 2.2), "#ff8b8b")
    if mood in ("open", "ow"):
        rx, ry = (6.8, 5.8) if mood == "open" else (5, 3.8)
        x = cx + (5 if mood == "open" else 2)
        out += fill(circle(x, cy + 1, rx + 1.8, ry + 1.8), ink) + fill(circle(x, cy + 1, rx, ry), "#7a1f2b")
        out += fill(circle(x - 0.4, cy + 1 + ry * 0.5, rx * 0.62, ry * 0.4), "#ff8b8b")
    return out


def head(c, x, y, rot, eyes, lips):
    out = union([smooth(c["head"])] + [circle(*e) for e in c["eyes"]], f"url(#{c['name']}Head)", c["ink"])
    if c["warts"]:
        for wx, wy, r in ((0.5, -7.5, 1.9), (-22, 2.5, 1.7), (5, -3.5, 1.2), (-25, 7, 1.1)):
            out += wart(c, wx, wy, r)
    else:
        out += fill(circle(-3.2, -7.5, 2.6, 1.7), c["spot"], 0.55) + fill(circle(2.6, -9.6, 1.6, 1.1), c["spot"], 0.55)
    out += fill(circle(-14, -2.4, 4.2, 2.0), "#ffffff", 0.12 if c["warts"] else 0.25)
    out += mouth(c, lips)
    (left, left_y), *_, (right, right_y) = c["mouth"]
    out += fill(circle(left + 5, left_y - 2.0, 3.6, 2.2), c["blush"], 0.6)
    out += fill(circle(right - 4.4, right_y - 1.2, 2.9, 2.0), c["blush"], 0.6)
    out += fill(circle(7.5, -1.2, 0.9), c["ink"]) + fill(circle(12, -1.6, 0.9), c["ink"])
    for i, (ex, ey, r) in enumerate(c["eyes"]):
        out += eye(c, ex + 0.4, ey, r, eyes, i)
    at = f"translate({n(x)} {n(y)}) rotate({n(rot)}) scale({c['scale']})"
    return f'<g transform="{at}">{out}</g>'


def wart(c, x, y, r):
    return fill(circle(x, y, r), c["spot"]) + fill(circle(x - r * 0.3, y - r * 0.35, r * 0.45), c["top"], 0.9)


def character(c, pose):
    p = POSES[c["name"]][pose]
    h = p["head"]
    skin = f"url(#{c['name']}Skin)"
    out = leg(c, p["far_leg"], c["far"]) + arm(c, p["far_arm"], c["far"])
    back, (a, b, *_) = [], p["torso"]             # warts along the upper left rim; every second one bulges out
    for along, turn, r, inside in BACK_WARTS if c["warts"] else ():
        x, y = (a[k] + (b[k] - a[k]) * along for k in (0, 1))
        back.append((*polar((x, y), turn, p["tr"][0] - inside), r))
    bumps = [circle(x, y, r) for x, y, r in back[::2]]
    out += union(bumps + [tube(p["torso"], p["tr"])], skin, c["ink"])
    out += fill(tube(p["belly"], p["br"]), f"url(#{c['name']}Belly)")
    out += "".join(wart(c, *w) for w in back)
    out += leg(c, p["leg"], skin)
    near = arm(c, p["arm"], skin)
    face = head(c, *h, p.get("eyes", "open"), p.get("mouth", "smile"))
    out += face + near if p.get("arm_front") else near + face
    for x, y, s in p.get("drops", ()):
        d = smooth([(x + s * u, y + s * v) for u, v in DROP])
        out += union([d], "#9fdcff", "#1f4f7a", 1.5) + fill(circle(x - s, y + s, 0.9 * s), "#ffffff")
    for x, y, angles, r0, r1 in p.get("rays", ()):  # of pain: short bold strokes with a light core
        for angle in angles:
            start, end = polar((x, y), angle, r0), polar((x, y), angle, r1)
            d = f"M{n(start[0])} {n(start[1])}L{n(end[0])} {n(end[1])}"
            out += line(d, "#6a0f14", 5.6) + line(d, "#ff6a3c", 2.8)
    m = c["mouth"]
    lx, ly = (m[1][0] + m[2][0]) / 2 + (7 if p.get("mouth") == "open" else 2), m[1][1] + 1
    a, lx, ly = math.radians(h[2]), lx * c["scale"], ly * c["scale"]
    anchor = dict(feet=[48, 90], mouth=[round(h[0] + lx * math.cos(a) - ly * math.sin(a), 1),
                                        round(h[1] + lx * math.sin(a) + ly * math.cos(a), 1)],
                  hand=[round(v, 1) for v in polar(p["arm"][2], p["arm"][3], c["finger"][0])])
    return defs(c) + out, anchor


def gradient(name, y1, y2, a, b):
    return (f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="0" y1="{y1}" x2="0" y2="{y2}">'
            f'<stop offset="0" stop-color="{a}"/><stop offset="1" stop-color="{b}"/></linearGradient>')


def defs(c):
    parts = (("Head", -24, 16, "top", "skin"), ("Skin", 38, 88, "top", "skin"),
             ("Jaw", 0, 16, "belly", "belly2"), ("Belly", 40, 84, "belly", "belly2"))
    return "<defs>" + "".join(gradient(c["name"] + part, y1, y2, c[a], c[b]) for part, y1, y2, a, b in parts) + "</defs>"


def fly(phase):
    """A plump fly: dark body, cream rim and cream wings, so that it shows on any sky."""
    lift = [(9.5, 9.2, -32), (20.5, 8.6, 24)] if phase == 0 else [(8.8, 12.4, -62), (22.6, 9.6, 64)]
    wings = "".join(f'<g transform="translate({x} {y}) rotate({a})">'
                    + union([circle(0, 0, 4.2 if phase == 0 else 3.4, 6.6)], "#fffbe8", "#2b2440", 1.5) + "</g>"
                    for x, y, a in lift)
    body = [circle(15, 18.5, 7, 6.2), circle(22, 17, 4.4)]
    out = union(body, "#fffbe8", "#fffbe8", 1.8)
    out += wings + fill(body[0] + body[1], "#2b2440")
    out += fill(circle(12.6, 16, 2.6, 1.6), "#6d63a0") + line("M11 22.6Q14 24.4 17.5 23.4", "#6d63a0", 1.2)
    return out + fill(circle(23.4, 16, 2.3), "#ff5b4d") + fill(circle(24, 15.2, 0.8), "#ffffff")


def firefly():
    """A fly whose tail glows green; two faint rings of light around it."""
    glow = "".join(f'<circle cx="12" cy="20" r="{r}" fill="#b6ff7a" fill-opacity="{o}"/>'
                   for r, o in ((12, 0.22), (8.5, 0.35)))
    return glow + fly(0) + fill(circle(11.5, 19.5, 4.6, 4.2), "#d8ff9e")


def thorn():
    """One column of bramble, 40 wide; the arching stem meets its neighbours at the edges."""
    ink, stem, tip = "#2a1230", "#7b3f78", "#f4d9ea"
    stems = "M0 30C8 20 15 17 22 20S34 31 40 30", "M6 35.5C9 26 20 12 31 11", "M33 35.5C31 27 22 20 10 18"
    def spike(x, y, angle, length, w=3.2):
        a, b, t = polar((x, y), angle + 90, w), polar((x, y), angle - 90, w), polar((x, y), angle, length)
        m = polar((x, y), angle, length * 0.55)
        cut = [(m[0] + (q[0] - x) * 0.45, m[1] + (q[1] - y) * 0.45) for q in (a, b)]
        return union([polygon(a, t, b)], stem, ink, 1.7) + fill(polygon(cut[0], t, cut[1]), tip)
    out = spike(4, 27, -112, 15) + spike(36, 26, -66, 15)
    out += "".join(line(d, ink, 7.6) for d in stems)
    for x, y, a, size in ((11, 25, -128, 13), (20, 18, -96, 16), (29, 13, -45, 11), (25, 22, -62, 12), (11, 18.5, -150, 10), (31, 26, -20, 9)):
        out += spike(x, y, a, size)
    out += "".join(line(d, stem, 4.2) for d in stems)
    out += line("M3 26.5C9 19.5 15 17.2 21 18.8", "#b573ac", 1.4) + line("M9 31C12 24 19 15 28 11.6", "#b573ac", 1.4)
    for x, y, a in ((15, 29, 35), (26, 32, -30)):
        out += f'<g transform="translate({x} {y}) rotate({a})">' + union([circle(0, 0, 5.2, 2.9)], "#3f7d4a", "#16331f", 1.5) \
            + line("M-3 0L3 0", "#8cc487", 1) + "</g>"
    return out


def energy():
    """A glowing heart with two sparks."""
    heart = "M16 26C7 19.5 5.5 15 6.6 11.4C8 7.4 13.4 7 16 11.4C18.6 7 24 7.4 25.4 11.4C26.5 15 25 19.5 16 26Z"
    def spark(x, y, r):
        d = f"M{n(x)} {n(y - r)}" + "".join(f"Q{n(x)} {n(y)} {n(x + u * r)} {n(y + v * r)}" for u, v in ((1, 0), (0, 1), (-1, 0), (0, -1)))
        return union([d + "Z"], "#ffffff", "#c2571a", 0.8)
    out = ('<defs><radialGradient id="glow" gradientUnits="userSpaceOnUse" cx="16" cy="16" r="16"><stop offset="0" stop-color="#ffe9e0" '
           'stop-opacity="0.95"/><stop offset="0.55" stop-color="#ff9f80" stop-opacity="0.55"/><stop offset="1" stop-color="#ff9f80" '
           'stop-opacity="0"/></radialGradient>' + gradient("heart", 8, 26, "#ffb13d", "#f2493d") + "</defs>")
    out += fill(circle(16, 16, 16), "url(#glow)") + union([heart], "url(#heart)", "#7d1f1a", 1.6)
    out += fill(circle(11.2, 12.4, 2.2, 2.8), "#fff3d6", 0.95) + spark(26, 7, 4.4) + spark(6, 24.5, 3.4)
    return out


MEDALS = {"bronze": ("#f0b27a", "#a8602c"), "silver": ("#ffffff", "#9aa6b4"), "gold": ("#fff0a0", "#e0a21c")}


def medal(name):
    """A disc on a ribbon; pips tell the metal without its colour: one, two or three."""
    light, dark = MEDALS[name]
    out = "<defs>" + gradient("disc", 10, 30, light, dark) + "</defs>"
    for x in (-1, 1):
        out += union([polygon((16 - 9 * x, 1.5), (16 - 2.5 * x, 1.5), (16 + 5 * x, 13), (16 - x, 15))], "#4a78c8", "#1b2440", 1)
    out += union([circle(16, 20, 9.6)], "url(#disc)", "#2a1a10", 1.4)
    count = 1 + list(MEDALS).index(name)
    for i in range(count):
        place = polar((16, 20), 360 / count * i - 90, 4.2 if count > 1 else 0)
        out += fill(circle(*place, 2.5), "#2a1a10")
    return out


def icon():
    """Both faces on a round meadow badge."""
    out = defs(FROG) + defs(TOAD) + fill(circle(32, 32, 31), "#2c5b4b") + fill(circle(32, 32, 28.6), "#a8dcf5")
    out += fill("M3.9 38Q18 31 32 36T60.1 37A28.6 28.6 0 0 1 3.9 38Z", "#7cbb57")
    for c, x, y, k in ((FROG, 22, 26.5, 0.66), (TOAD, 40, 43.5, 0.62)):
        out += f'<g transform="translate({x} {y}) scale({k})">' + head(dict(c, scale=1), 0, 0, -5 if c is FROG else 4, "open", "smile") + "</g>"
    return out


def svg(name, size, body):
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
                    + body.replace("/><", "/>\n<").replace("</g><", "</g>\n<") + "</svg>\n", encoding="utf-8")


def main():
    anchors = {"frog": {}, "toad": {}}
    for c in (FROG, TOAD):
        for pose in POSES[c["name"]]:
            body, anchors[c["name"]][pose] = character(c, pose)
            svg(f"{c['name']}/{pose}.svg", 96, body)
    for name, size, body in (("fly_0.svg", 32, fly(0)), ("fly_1.svg", 32, fly(1)), ("thorn.svg", 40, thorn()),
                             ("energy.svg", 32, energy()), ("firefly.svg", 32, firefly()), ("../icon.svg", 64, icon()),
                             *((f"medal_{name}.svg", 32, medal(name)) for name in MEDALS)):
        svg(name, size, body)
    (HERE / "anchors.json").write_text(json.dumps(anchors, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
