#!/usr/bin/env python3
"""Writes a few good inputs for each fuzz target, from which libFuzzer begins: make_seeds.py FOLDER."""

import base64
import gzip
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = 2880


def card(keyword, value):
    if isinstance(value, str):
        return f"{keyword:8}= '{value:8}'".ljust(80)
    shown = {True: "T", False: "F"}.get(value, value) if isinstance(value, bool) else value
    return f"{keyword:8}= {shown!s:>20}".ljust(80)


def hdu(cards, data=b"", fill=b"\0"):
    header = "".join(card(*each) for each in cards) + "END".ljust(80)
    return padded(header.encode(), b" ") + padded(data, fill)


def padded(data, fill):
    return data + fill * (-len(data) % BLOCK)


def primary():
    return hdu([("SIMPLE", True), ("BITPIX", 8), ("NAXIS", 0), ("EXTEND", True)])


def table(name, columns, rows, heap=b"", further=()):
    data = b"".join(rows) + heap
    cards = [("XTENSION", "BINTABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", len(rows[0])),
             ("NAXIS2", len(rows)), ("PCOUNT", len(heap)), ("GCOUNT", 1),
             ("TFIELDS", len(columns)), ("EXTNAME", name)]
    for number, (ttype, tform) in enumerate(columns, 1):
        cards += [(f"TTYPE{number}", ttype), (f"TFORM{number}", tform)]
    return hdu([*cards, *further], data)


def event_list():
    events = [struct.pack(">dhhh", 100.0 + i, i, 2 * i, 30 * i) for i in range(8)]
    clock = [("TELESCOP", "TEST"), ("INSTRUME", "CAMERA"), ("TIMESYS", "TT"), ("MJDREFI", 51910),
             ("MJDREFF", 0.00074287), ("TIMEUNIT", "s"), ("TSTART", 99.0), ("TSTOP", 120.0),
             ("RA_PNT", 10.0), ("DEC_PNT", 20.0)]
    sky = []
    for number, ctype, value in ((2, "RA---TAN", 10.0), (3, "DEC--TAN", 20.0)):
        sky += [(f"TCTYP{number}", ctype), (f"TCRVL{number}", value), (f"TCRPX{number}", 5.0),
                (f"TCDLT{number}", 0.01), (f"TLMIN{number}", 0), (f"TLMAX{number}", 100)]
    columns = [("TIME", "1D"), ("X", "1I"), ("Y", "1I"), ("PI", "1I")]
    gti = [struct.pack(">dd", 99.0, 105.0), struct.pack(">dd", 106.0, 120.0)]
    return (primary() + table("EVENTS", columns, events, further=clock + sky)
            + table("GTI", [("START", "1D"), ("STOP", "1D")], gti, further=clock))


def cells():
    """Strings, logicals, bits and arrays in the heap."""
    rows = [b"abc\0" + b"T" + b"\xf0" + struct.pack(">ii", 2, 4 * i) for i in range(2)]
    columns = [("NAME", "4A"), ("FLAG", "1L"), ("BITS", "4X"), ("LIST", "1PI(2)")]
    return primary() + table("CELLS", columns, rows, heap=struct.pack(">4h", 1, 2, 3, 4))


def arrays():
    """Strings, logicals and bits in the heap."""
    rows = [struct.pack(">6i", 3, 5 * i, 1, 5 * i + 3, 4, 5 * i + 4) for i in range(2)]
    columns = [("TEXT", "1PA(3)"), ("FLAG", "1PL(1)"), ("BITS", "1PX(4)")]
    display = [("TDISP1", "A3"), ("TUNIT2", "counts/s")]
    return primary() + table("ARRAYS", columns, rows, heap=b"abcT\xf0" * 2, further=display)


def texts():
    """Strings with zero bytes, arrays of strings, bits that fill no byte."""
    rows = [b"Crab\0\xff\0\0" + b"ab\0\0cd  " + b"\xff\xe0" for _ in range(3)]
    columns = [("NAME", "8A"), ("PAIR", "8A4"), ("BITS", "11X")]
    return primary() + table("TEXTS", columns, rows)


def ascii_table():
    rows = b"   12   1.25 abc" b"    7 ***    x y"
    cards = [("XTENSION", "TABLE"), ("BITPIX", 8), ("NAXIS", 2), ("NAXIS1", 16), ("NAXIS2", 2),
             ("PCOUNT", 0), ("GCOUNT", 1), ("TFIELDS", 3)]
    for number, (name, begin, form) in enumerate((("N", 1, "I5"), ("X", 7, "F6.2"),
                                                  ("NAME", 14, "A3")), 1):
        cards += [(f"TTYPE{number}", name), (f"TBCOL{number}", begin), (f"TFORM{number}", form)]
    return primary() + hdu([*cards, ("TNULL2", "***"), ("TDISP2", "F6.2")], rows, b" ")


def image():
    cards = [("SIMPLE", True), ("BITPIX", 16), ("NAXIS", 2), ("NAXIS1", 4), ("NAXIS2", 3)]
    for axis, ctype in ((1, "RA---TAN"), (2, "DEC--TAN")):
        cards += [(f"CTYPE{axis}", ctype), (f"CRVAL{axis}", 1.0), (f"CRPIX{axis}", 2.0),
                  (f"CDELT{axis}", 0.1)]
    return hdu(cards, struct.pack(">12h", *range(12)))


def tdat():
    return (b"<HEADER>\n# TOTAL ROWS: 2\ntable_name = made\ntable_description = \"A table\"\n"
            b"field[name] = char8  [meta.id] (key) // Name\nfield[ra] = float8:.4f_degree // RA\n"
            b"field[n] = int2\nunique_key = name\nright_ascension = @ra\n"
            b"line[1] = name ra n\n<DATA>\nM 1|83.6331|7|\nA\\\\\\|B|-.5||\n<END>\n")


def votable(data):
    return (b"<?xml version='1.0'?>\n<VOTABLE version='1.4'><RESOURCE><TABLE name='x'>\n"
            b"<FIELD name='n' datatype='int'><VALUES null='-99'/></FIELD>\n"
            b"<FIELD name='t' datatype='char' arraysize='*' ucd='meta.id'/>\n"
            b"<FIELD name='v' datatype='float' arraysize='2' unit='deg'/>\n"
            b"<DATA>" + data + b"</DATA></TABLE></RESOURCE></VOTABLE>\n")


def votables():
    row = struct.pack(">ii2sff", 7, 2, b"ab", 1.5, -2.5)
    cells = b"<TR><TD>-99</TD><TD>a &lt; b</TD><TD>1 NaN</TD></TR>"
    return [votable(b"<TABLEDATA>" + cells + b"</TABLEDATA>"),
            votable(b"<BINARY><STREAM encoding='base64'>" + base64.b64encode(row)
                    + b"</STREAM></BINARY>"),
            votable(b"<BINARY2><STREAM encoding='base64'>" + base64.b64encode(b"\x40" + row)
                    + b"</STREAM></BINARY2>")]


def png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = b"".join(b"\0" + bytes(16) for _ in range(16))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def gif():
    return (b"GIF89a" + struct.pack("<HHBBB", 16, 16, 0x80, 0, 0) + bytes(6) + b"\x2c"
            + struct.pack("<HHHHB", 0, 0, 16, 16, 0) + b"\x02\x02\x4c\x01\0\x3b")


def jpeg():
    frame = struct.pack(">HBHHB", 11, 8, 16, 16, 1) + b"\x01\x11\0"
    scan = struct.pack(">HB", 8, 1) + b"\x01\0\0\x3f\0"
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda" + scan + b"\x12\xff\0\x34\xff\xd9"


def openpgp(version=1):
    key = b"\xc3\x0d\x04\x09\x03\x08" + bytes(8) + b"\xff"
    return key + b"\xd2" + bytes([60]) + bytes([version]) + bytes(59)


def seeds():
    """{target: [input, ...]}; some targets take their first byte as a choice of their own."""
    lines = [f"{n:064x}  obs/000{n}/a{n}.fits\n" for n in range(3)]
    bsd = f"SHA256 (obs/a.fits) = {5:064X}\r\n"
    escaped = f"\\{6:064x} *obs/a\\nb.fits\n"
    fits = [event_list(), cells(), image(), arrays(), texts(), ascii_table()]
    return {
        "fits_verifier": [b"\0" + each for each in fits],
        "segment_builder": [choice + fits[0] for choice in (b"\0", b"\1")],
        "gzip": [b"\x07" + gzip.compress(each, mtime=0) for each in (b"", b"a" * 999, fits[0])],
        "mission": [path.read_bytes() for path in (ROOT / "config" / "missions").glob("*.toml")],
        "manifest": [text.encode() for text in ("".join(lines), bsd, escaped)],
        "bagit": [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
                  b"Payload-Oxum: 100.2\nBagging-Date: 2026-01-01\nContact-Name: A\n  B\n"],
        "tdat": [b"\3" + tdat(), b"\0" + tdat().replace(b"\n", b"\r\n")],
        "table_input": [*(b"\0" + each for each in fits), *(b"\1" + each for each in votables()),
                        b"\2a,b\n\"x, \"\"y\"\"\",1\n", b"\3" + tdat(), b"\4" + tdat()],
        "boundaries": [b"ENERGY(0.2-10.0,12)keV", b"CODE(\"0123\",B)", b"THETA(-10-5e0)arcmin"],
        "openpgp": [b"\1" + openpgp(1), b"\0" + openpgp(2)],
        "preview": [png(), gif(), jpeg()],
        "product_rules": [*(path.read_bytes() for path in
                            (ROOT / "config" / "tables" / "products").glob("*.conf")),
                          b"/FTP/(a|b)[^/]*\\.img\n/FTP/ax.img", b"/a\\d+(?:x)?y{2}$\n/a1xyy"],
        "table_request": [b"cone/05h34m31.97s/+22d00m52.2s/0.5d/where/MAG/..5.0/name/m%2a",
                          b"where/n/3/name/NGC%20224/dec/-1..1e1", b"cone/1/2/default",
                          b"83.63/-5.39/10s", b"1/2/default/products"],
        "link_criterion": [b"cone: heasarc_messier.ra,heasarc_messier.dec,30",
                           b"time: a.time,b.time,0.5 and target_name = heasarc_messier.name",
                           b"class <> -1.5e3 AND name >= 'O''Neill' and \"x\" != b.y"],
        "table_builder": [tdat(), tdat().replace(b"-.5", b"1e-30")],
        "table_segment": [b"\1\x20\x00\xff\x80\x00\x7f", b"\1\x10\x10\x31"],
        "sky_request": [b"sky/83.633/22.0145/0.3-10/radius_47.1/swift_xrt_pc/spectrum.pha",
                        b"sky/12:30:00/-05:00:00/all/size_0.5/pix_2.4"],
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    for target, inputs in seeds().items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for number, content in enumerate(inputs):
            (folder / target / f"seed{number}").write_bytes(content)


if __name__ == "__main__":
    main()
