#include "tests/core/content/made_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/delivery/rules.h"

namespace heafs {

HeaderCard& MadeHdu::card(const std::string& keyword) {
    for (HeaderCard& card : facts.cards)
        if (card.keyword == keyword) return card;
    facts.cards.push_back({});
    facts.cards.back().card = static_cast<int64_t>(facts.cards.size());
    facts.cards.back().keyword = keyword;
    return facts.cards.back();
}

MadeHdu& MadeHdu::set(const std::string& keyword, const std::string& value) {
    HeaderCard& changed = card(keyword);
    changed.kind = ValueKind::kString;
    changed.value = value;
    changed.quoted_card = fmt::format("{:8}= '{}'", keyword, value);
    if (keyword == "EXTNAME") facts.extname = value;
    return *this;
}

MadeHdu& MadeHdu::set(const std::string& keyword, double value) {
    HeaderCard& changed = card(keyword);
    changed.kind = ValueKind::kReal;
    changed.value = fmt::format("{}", value);
    changed.quoted_card = fmt::format("{:8}= {}", keyword, value);
    return *this;
}

MadeHdu& MadeHdu::remove(const std::string& keyword) {
    std::erase_if(facts.cards, [&](const HeaderCard& card) { return card.keyword == keyword; });
    return *this;
}

MadeHdu& MadeHdu::add_column(const std::string& name, const std::string& unit) {
    ColumnFacts column;
    column.number = static_cast<int64_t>(facts.columns.size()) + 1;
    column.name = name;
    column.form = "D";
    facts.columns.push_back(column);
    set(fmt::format("TTYPE{}", column.number), name);
    if (!unit.empty()) set(fmt::format("TUNIT{}", column.number), unit);
    return *this;
}

namespace {

void describe(MadeHdu& hdu) {
    hdu.set("TELESCOP", "MADE").set("INSTRUME", "EYE").set("OBS_ID", "0001");
    hdu.set("OBJECT", "Crab").set("ORIGIN", "here").set("CREATOR", "hand 1.0");
    hdu.set("DATE", "2001-02-01T00:00:00").set("DATE-OBS", "2001-01-01T00:01:40");
    hdu.set("DATE-END", "2001-01-01T00:15:00").set("TIMESYS", "TT").set("MJDREFI", 51910);
    hdu.set("MJDREFF", 0).set("TIMEUNIT", "s").set("TIMEREF", "LOCAL").set("TSTART", 100);
    hdu.set("TSTOP", 900).set("RADECSYS", "FK5").set("EQUINOX", 2000).set("RA_OBJ", 83.6);
    hdu.set("DEC_OBJ", 22.0).set("RA_PNT", 83.6).set("DEC_PNT", 22.1).set("ONTIME", 700);
    hdu.set("EXPOSURE", 690).set("TELAPSE", 800).set("CLOCKAPP", "T").set("TIERRELA", 1e-8);
    hdu.set("TIERABSO", 1).set("PROCVER", "1.0").set("HDUCLASS", "OGIP");
}

}  // namespace

std::string made_mission_text() {
    return R"(
[mission]
name = "made"
title = "A mission of this test"
telescop = ["MADE"]
instrume = ["EYE", "EAR"]
filters = ["OPEN"]
launch = "2001-01-01"
[delivery]
publish = "file"
[obs]
folder = "{obs_id}"
parts = { obs_id = '\d{4}' }
[[obs.file]]
class = "events"
level = 2
files = 'made_cl\.evt'
[profile]
events = ["OBS_ID", "OBJECT"]
[[instrument]]
name = "made_eye"
instrume = "EYE"
model = "pointed-events"
geometry = "none"
files = 'made_cl\.evt'
energy = { column = "PI", offset_kev = 0.0, gain_kev = 0.02, channels = [1, 455] }
bands = ["0.4-7"]
fov = { circle_arcmin = 12.0 }
)";
}

MadeFile::MadeFile() : mission(parse_mission(made_mission_text(), "made.toml")) {
    primary.facts.number = 1;
    primary.facts.kind = "PRIMARY";
    primary.set("TELESCOP", "MADE").set("OBS_ID", "0001");
    events.facts.number = 2;
    events.facts.kind = gti.facts.kind = "BINTABLE";
    events.facts.rows = 3;
    describe(events);
    events.set("EXTNAME", "EVENTS").set("HDUCLAS1", "EVENTS").add_column("TIME", "s");
    ColumnFacts& time = events.facts.columns[0];
    time.values = 3;
    time.least = 100;
    time.most = 900;
    gti.facts.number = 3;
    gti.facts.rows = 2;
    describe(gti);
    gti.set("EXTNAME", "GTI").set("HDUCLAS1", "GTI").add_column("START", "s");
    gti.add_column("STOP", "s");
    gti.facts.intervals = {{100, 400}, {500, 900}};
}

std::vector<Finding> MadeFile::judge() const {
    std::vector<HduFacts> facts = {primary.facts, events.facts, gti.facts};
    for (const MadeHdu& other : others) facts.push_back(other.facts);
    return judge_content_of(facts, {&mission, area, path, now});
}

std::string MadeFile::verdict() const {
    std::string all;
    for (const Finding& finding : judge())
        all += fmt::format("{}{} {}: {}", all.empty() ? "" : "; ", finding.rule,
                           name_of(finding.severity), finding.text);
    return all;
}

}  // namespace heafs
