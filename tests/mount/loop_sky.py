"""A telescope of its own for tests: event lists and responses made with numpy and astropy alone, so
that what heafs computes meets formulas that are written down a second time."""

import numpy as np
from astropy.io import fits

# PI 0 to 119, lower edge 0.05 + 0.1 PI keV: gammapy reads no channel that begins at 0.
CHANNELS, OFFSET, GAIN = 120, 0.05, 0.1
CHANNEL_EDGES = OFFSET + GAIN * np.arange(CHANNELS + 1)
EDGES = np.linspace(0.5, 12.0, 231)         # of the energy grid, keV
CORE, BETA = 6.0, 2.2                       # King profile, arcsec
VIGNETTING = 0.0001                         # 1 - C theta^2, arcmin
FIELD = 60.0                                # arcmin
RADIUS, INNER, OUTER = 60.0, 120.0, 240.0   # region and background annulus, arcsec

MISSION = f"""
[mission]
name = "loop"
title = "A telescope for tests"
telescop = ["LOOP"]
instrume = ["CAM"]
[delivery]
publish = "commit"
[obs]
folder = "{{obs_id}}"
parts = {{ obs_id = '\\d{{4}}' }}
[[obs.file]]
class = "events"
level = 2
files = 'loop\\d{{4}}_cl\\.evt'
[[obs.file]]
class = "responses"
level = 3
files = '.*\\.(arf|rmf)'
[[instrument]]
name = "loop_cam"
instrume = "CAM"
where = {{ DATAMODE = "IMAGING" }}
calibration = {{ GAINSET = "@GAINSET" }}
model = "events"
geometry = "image"
files = 'loop\\d{{4}}_cl\\.evt'
position = {{ ra = "RA", dec = "DEC" }}
energy = {{ column = "PI", offset_kev = {OFFSET}, gain_kev = {GAIN}, channels = [0, {CHANNELS - 1}] }}
bands = ["1-10"]
radius_arcsec = {RADIUS}
background = {{ type = "annulus", in_arcsec = {INNER}, out_arcsec = {OUTER} }}
pixel_arcsec = 10.0
size_deg = 0.1
fov = {{ circle_arcmin = {FIELD} }}
psf = {{ type = "king", core_arcsec = {CORE}, beta = {BETA} }}
vignetting = {{ type = "quadratic", per_arcmin2 = {VIGNETTING} }}
"""

CENTRES = (EDGES[1:] + EDGES[:-1]) / 2


def area_on_axis():
    """cm2: rises to 2 keV, then falls."""
    return 300 * np.exp(-0.5 * (np.log(CENTRES / 2.0) / 0.9) ** 2)


def matrix(shift=0.0):
    """Gaussian redistribution of sigma 0.06 to 0.2 keV, as parts in each channel."""
    from math import erf
    sigma = np.sqrt(0.06 ** 2 + 0.003 * CENTRES)
    below = np.vectorize(erf)((CHANNEL_EDGES[None, :] - CENTRES[:, None] - shift)
                              / (np.sqrt(2) * sigma[:, None])) / 2 + 0.5
    return np.diff(below, axis=1)


def vignetting(theta_arcmin):
    return 1 - VIGNETTING * theta_arcmin ** 2


def enclosed(radius_arcsec):
    return 1 - (1 + (radius_arcsec / CORE) ** 2) ** (1 - BETA)


def photons(index, norm):
    """photons/cm2/s in each bin of the energy grid, of norm E^-index photons/cm2/s/keV."""
    return norm * (EDGES[1:] ** (1 - index) - EDGES[:-1] ** (1 - index)) / (1 - index)


def energy_flux(index, norm, low=2.0, high=10.0):
    """keV/cm2/s."""
    return norm * (high ** (2 - index) - low ** (2 - index)) / (2 - index)


COMMON = {"TELESCOP": "LOOP", "INSTRUME": "CAM", "DETNAM": "NONE", "FILTER": "NONE",
          "ORIGIN": "TEST", "CREATOR": "loop_sky", "DATE": "2010-01-01T00:00:00"}


def _keyed(hdu, **cards):
    for key, value in {**COMMON, **cards}.items():
        hdu.header[key] = value
    return hdu


def _caldb(name, valid, more=()):
    cards = {"CCLS0001": "CPF", "CDTP0001": "DATA", "CCNM0001": name, "CVSD0001": valid,
             "CVST0001": "00:00:00", "CDES0001": "of a test", "CBD10001": "DATAMODE(IMAGING)"}
    return {**cards, **dict(more)}


def write_rmf(path, shift=0.0, valid="2001-01-01", more=()):
    rows = len(CENTRES)
    table = fits.BinTableHDU.from_columns([
        fits.Column("ENERG_LO", "E", "keV", array=EDGES[:-1]),
        fits.Column("ENERG_HI", "E", "keV", array=EDGES[1:]),
        fits.Column("N_GRP", "I", array=np.ones(rows)),
        fits.Column("F_CHAN", "2I", array=np.zeros((rows, 2))),    # gammapy reads arrays alone
        fits.Column("N_CHAN", "2I", array=np.tile([CHANNELS, 0], (rows, 1))),
        fits.Column("MATRIX", f"{CHANNELS}E", array=matrix(shift))], name="MATRIX")
    kind = {"HDUCLASS": "OGIP", "HDUCLAS1": "RESPONSE", "CHANTYPE": "PI", "DETCHANS": CHANNELS}
    _keyed(table, **kind, HDUCLAS2="RSP_MATRIX", HDUCLAS3="REDIST", HDUVERS="1.3.0",
           TLMIN4=0, TLMAX4=CHANNELS - 1, LO_THRES=0.0, **_caldb("MATRIX", valid, more))
    numbers = np.arange(CHANNELS)
    bounds = fits.BinTableHDU.from_columns([
        fits.Column("CHANNEL", "I", array=numbers),
        fits.Column("E_MIN", "E", "keV", array=CHANNEL_EDGES[:-1]),
        fits.Column("E_MAX", "E", "keV", array=CHANNEL_EDGES[1:])], name="EBOUNDS")
    _keyed(bounds, **kind, HDUCLAS2="EBOUNDS", HDUVERS="1.2.0", TLMIN1=0, TLMAX1=CHANNELS - 1,
           **_caldb("EBOUNDS", valid, more))
    _write(path, [table, bounds])


def write_arf(path, factor=1.0, valid="2001-01-01"):
    table = fits.BinTableHDU.from_columns([
        fits.Column("ENERG_LO", "E", "keV", array=EDGES[:-1]),
        fits.Column("ENERG_HI", "E", "keV", array=EDGES[1:]),
        fits.Column("SPECRESP", "E", "cm**2", array=factor * area_on_axis())], name="SPECRESP")
    _write(path, [_keyed(table, HDUCLASS="OGIP", HDUCLAS1="RESPONSE", HDUCLAS2="SPECRESP",
                         HDUVERS="1.1.0", **_caldb("SPECRESP", valid))])


def write_index(path, rows):
    """A caldb.indx of (name of HDU, number of HDU, path below CALDB, valid from, quality)."""
    def text(name, width, values):
        return fits.Column(name, f"{width}A", array=list(values))
    count = len(rows)
    days = [(np.datetime64(row[3]) - np.datetime64("1858-11-17")).astype(int) for row in rows]
    bounds = ["DATAMODE(IMAGING)".ljust(70) + "NONE".ljust(70) * 8] * count
    table = fits.BinTableHDU.from_columns([
        text("TELESCOP", 10, ["LOOP"] * count), text("INSTRUME", 10, ["CAM"] * count),
        text("DETNAM", 20, ["NONE"] * count), text("FILTER", 10, ["NONE"] * count),
        text("CAL_DEV", 20, ["ONLINE"] * count),
        text("CAL_DIR", 70, (row[2].rpartition("/")[0] for row in rows)),
        text("CAL_FILE", 40, (row[2].rpartition("/")[2] for row in rows)),
        text("CAL_CLAS", 3, ["CPF"] * count), text("CAL_DTYP", 4, ["DATA"] * count),
        text("CAL_CNAM", 20, (row[0] for row in rows)), text("CAL_CBD", 630, bounds),
        fits.Column("CAL_XNO", "I", array=[row[1] for row in rows]),
        text("CAL_VSD", 10, (row[3] for row in rows)), text("CAL_VST", 8, ["00:00:00"] * count),
        fits.Column("REF_TIME", "D", "d", array=days),
        fits.Column("CAL_QUAL", "I", array=[row[4] for row in rows]),
        text("CAL_DATE", 10, ["2011-01-01"] * count),
        text("CAL_DESC", 70, ["of a test"] * count)], name="CIF")
    table.header["TFORM11"] = "630A70"
    _write(path, [_keyed(table, CIFVERSN="1.1")])


def _write(path, tables):
    path.parent.mkdir(parents=True, exist_ok=True)
    fits.HDUList([_keyed(fits.PrimaryHDU()), *tables]).writeto(path, checksum=True)


def write_caldb(folder, epochs=(("20010101", "2001-01-01", 0.0),)):
    """RMFs valid from days on, each shifted in energy, and one ARF, below folder/caldb."""
    cpf = folder / "caldb" / "data" / "loop" / "cam" / "cpf"
    for name, valid, shift in epochs:
        write_rmf(cpf / "rmf" / f"loop_cam_{name}v001.rmf", shift, valid)
    write_arf(cpf / "arf" / "loop_cam_20010101v001.arf")


def dense(table, channels):
    """A response matrix with all its zeros."""
    matrix = np.zeros((len(table), channels))
    for row, cells in zip(matrix, table):
        values, taken = np.atleast_1d(cells["MATRIX"]), 0
        firsts, numbers = np.atleast_1d(cells["F_CHAN"]), np.atleast_1d(cells["N_CHAN"])
        for first, number in list(zip(firsts, numbers))[:cells["N_GRP"]]:
            row[first:first + number] = values[taken:taken + number]
            taken += number
    return matrix


def offset(ra, dec, east_arcsec, north_arcsec):
    """A position moved by small angles on the sphere (gnomonic)."""
    ra, dec = np.radians(ra), np.radians(dec)
    x, y = np.radians(np.asarray(east_arcsec) / 3600), np.radians(np.asarray(north_arcsec) / 3600)
    down = np.cos(dec) - y * np.sin(dec)
    return (np.degrees(ra + np.arctan2(x, down)) % 360,
            np.degrees(np.arctan2(np.sin(dec) + y * np.cos(dec), np.hypot(x, down))))


def separation_arcmin(ra1, dec1, ra2, dec2):
    a, d, b, e = map(np.radians, (ra1, dec1, ra2, dec2))
    half = np.sin((e - d) / 2) ** 2 + np.cos(d) * np.cos(e) * np.sin((b - a) / 2) ** 2
    return np.degrees(2 * np.arcsin(np.sqrt(half))) * 60


def source_events(rng, pointing, place, index, norm, exposure, shift=0.0):
    """RA, DEC, PI of a power law at `place`: through area, vignetting, matrix and mirror."""
    theta = separation_arcmin(*pointing, *place)
    detected = exposure * photons(index, norm) * area_on_axis() * vignetting(theta)
    counts = rng.poisson(detected @ matrix(shift))
    channels = np.repeat(np.arange(CHANNELS), counts)
    radius = CORE * np.sqrt((1 - rng.random(len(channels))) ** (1 / (1 - BETA)) - 1)
    angle = 2 * np.pi * rng.random(len(channels))
    ra, dec = offset(*place, radius * np.sin(angle), radius * np.cos(angle))
    return ra, dec, channels


def flat_background(rng, place, reach_arcsec, per_arcsec2):
    """RA, DEC, PI of a background, flat over a square about `place` and over channels."""
    number = rng.poisson(per_arcsec2 * (2 * reach_arcsec) ** 2)
    x, y = rng.uniform(-reach_arcsec, reach_arcsec, (2, number))
    ra, dec = offset(*place, x, y)
    return ra, dec, rng.integers(0, CHANNELS, number)


def write_list(folder, obs_id, pointing, lists, exposure, start=0.0, day="2010-01-01"):
    """obs/<obs_id>/loop<obs_id>_cl.evt of the events of `lists`, seconds since `day`."""
    ra, dec, channels = (np.concatenate(part) for part in zip(*lists))
    rng = np.random.default_rng(int(obs_id))
    times = np.sort(start + exposure * rng.random(len(ra)))
    events = fits.BinTableHDU.from_columns([
        fits.Column("TIME", "D", "s", array=times), fits.Column("RA", "D", "deg", array=ra),
        fits.Column("DEC", "D", "deg", array=dec),
        fits.Column("PI", "J", "chan", array=channels)], name="EVENTS")
    gti = fits.BinTableHDU.from_columns([
        fits.Column("START", "D", "s", array=[start]),
        fits.Column("STOP", "D", "s", array=[start + exposure])], name="GTI")
    mjd = int(np.round(np.datetime64(day).astype("datetime64[D]").astype(int))) + 40587
    stop = np.datetime64(day) + np.timedelta64(int((start + exposure) * 1000), "ms")
    first = np.datetime64(day) + np.timedelta64(int(start * 1000), "ms")
    time = {"OBS_ID": obs_id, "OBJECT": f"field {obs_id}", "DATAMODE": "IMAGING", "GAINSET": 3,
            "RA_PNT": pointing[0], "DEC_PNT": pointing[1], "RA_OBJ": pointing[0],
            "DEC_OBJ": pointing[1], "RADESYS": "ICRS", "EQUINOX": 2000.0, "MJDREFI": mjd,
            "MJDREFF": 0.0, "TIMESYS": "TT", "TIMEUNIT": "s", "TIMEREF": "LOCAL",
            "TIMEZERO": 0.0, "DATE-OBS": str(first), "DATE-END": str(stop), "TSTART": start,
            "TSTOP": start + exposure, "TELAPSE": exposure, "ONTIME": exposure,
            "LIVETIME": exposure, "EXPOSURE": exposure, "DEADC": 1.0}
    _keyed(events, **time, HDUCLASS="OGIP", HDUCLAS1="EVENTS", HDUCLAS2="ACCEPTED",
           TLMIN4=0, TLMAX4=CHANNELS - 1)
    _keyed(gti, **time, HDUCLASS="OGIP", HDUCLAS1="GTI", HDUCLAS2="STANDARD")
    _write(folder / "obs" / obs_id / f"loop{obs_id}_cl.evt", [events, gti])


def publish(archive, folder, name="made"):
    """Delivers what is below `folder` by cp; gives the verdict."""
    import mounted_archive as ma
    delivery = archive.deliver_to(name, "loop")
    for part in ("caldb", "obs"):
        if (folder / part).is_dir():
            ma.run("cp", "-r", folder / part, delivery)
    ma.run("touch", delivery / "COMMIT")
    word = archive.wait(name, "loop")
    assert word == "published", archive.report_text(name, "loop")
