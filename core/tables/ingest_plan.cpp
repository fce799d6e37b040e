#include "core/tables/ingest_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/delivery/rules.h"

namespace heafs {
namespace {

constexpr size_t kShownNames = 10;

class Planner {
   public:
    Planner(const IngestOrder& order, const TableInputHeader& input, const TableSettings& settings,
            const TableSegment* before, std::vector<Finding>& findings)
        : order_(order),
          header_(input),
          settings_(settings),
          before_(before == nullptr ? nullptr : &before->schema()),
          findings_(findings),
          equinox_(value_of(input.schema, "equinox")) {}

    IngestPlan plan() {
        plan_.schema = header_.schema;
        plan_.has_widths = header_.has_widths;
        take_types();
        if (!header_.is_complete && before_ != nullptr) carry_over();
        name_table();
        plan_position();
        if (before_ != nullptr && order_.mode != "replace") keep_fields();
        find_inputs();
        plan_columns();
        for (const std::string& name : plan_.schema.unique_key)
            if (const auto column = find(name)) plan_.key.push_back(*column);
        if (order_.mode == "upsert" && plan_.key.empty())
            refuse("TDT-002", "upsert needs a unique_key, and the table has none");
        return std::move(plan_);
    }

   private:
    void refuse(const char* rule, std::string text) {
        findings_.push_back(make_finding(rule, "", std::move(text)));
    }
    std::optional<size_t> find(const std::string& name) const {
        return plan_.schema.find_column(name);
    }

    // CSV: as the table has them.
    void take_types() {
        if (header_.has_types) return;
        if (before_ == nullptr)
            return refuse(
                "TDT-008",
                fmt::format("CSV does not say of what types its columns are, and there is "
                            "no table '{0}': send a TDAT header first, as tables/{0}.hdr",
                            order_.table));
        for (TableColumn& column : plan_.schema.columns) {
            const auto known = before_->find_column(column.name);
            if (known)
                column = before_->columns[*known];
            else if (order_.mode == "replace")
                refuse("TDT-007", fmt::format("{} is no field of the table '{}', and CSV does not "
                                              "say of what type it is",
                                              column.name, before_->name));
        }
        plan_.has_widths = true;
    }

    // What such a file has no words for stays as it is in the table.
    void carry_over() {
        TableSchema& schema = plan_.schema;
        schema.name = before_->name;
        schema.description = before_->description;
        schema.document_url = before_->document_url;
        schema.security = before_->security;
        schema.relations = before_->relations;
        schema.virtual_parameters = before_->virtual_parameters;
        for (TableColumn& column : schema.columns) {
            const auto known = before_->find_column(column.name);
            if (!known) continue;
            const TableColumn& old = before_->columns[*known];
            column.index = old.index;
            if (column.description.empty()) column.description = old.description;
            if (column.format.empty()) column.format = old.format;
            if (column.unit.empty()) column.unit = old.unit;
            if (column.ucd.empty()) column.ucd = old.ucd;
        }
        const auto is_there = [&](const std::string& name) { return find(name).has_value(); };
        for (const std::string& name : before_->parameter_defaults)
            if (is_there(name)) schema.parameter_defaults.push_back(name);
        if (std::all_of(before_->unique_key.begin(), before_->unique_key.end(), is_there))
            schema.unique_key = before_->unique_key;
        std::erase_if(schema.virtual_parameters, [&](const KeyValue& one) {
            return one.second.starts_with('@') && !is_there(one.second.substr(1));
        });
    }

    void name_table() {
        std::string& name = plan_.schema.name;
        if (table_key(name) == order_.table) return;
        name = before_ != nullptr                          ? before_->name
               : table_key(settings_.name) == order_.table ? settings_.name
                                                           : order_.table;
    }

    static std::string value_of(const TableSchema& schema, std::string_view key) {
        for (const auto& [name, value] : schema.virtual_parameters)
            if (name == key) return value;
        return {};
    }

    std::string position_column(const std::string& set, const char* parameter) const {
        if (!set.empty()) return set;
        const std::string said = value_of(plan_.schema, parameter);
        return said.starts_with('@') ? said.substr(1) : std::string();
    }

    void plan_position() {
        const std::string text = settings_.frame.empty() ? equinox_ : settings_.frame;
        const auto frame = parse_sky_frame(text);
        if (!frame || is_j2000(*frame)) return;
        ra_ = position_column("", "right_ascension");
        dec_ = position_column("", "declination");
        if (ra_.empty() || dec_.empty()) return;
        name_originals(*frame);
        PositionPlan position;
        position.frame = *frame;
        position.replaces =
            !find(longitude_) && !find(latitude_) && frame->kind != SkyFrame::Kind::kGalactic;
        if (position.replaces) {
            add_original(ra_, longitude_, text);
            add_original(dec_, latitude_, text);
        }
        plan_.position = position;
        for (auto& [name, value] : plan_.schema.virtual_parameters)
            if (name == "equinox") value = "2000";
    }

    void name_originals(const SkyFrame& frame) {
        if (frame.kind == SkyFrame::Kind::kGalactic) {
            longitude_ = settings_.longitude.empty() ? "lii" : settings_.longitude;
            latitude_ = settings_.latitude.empty() ? "bii" : settings_.latitude;
            return;
        }
        longitude_ = fmt::format("{}_{}", position_column(settings_.longitude, "right_ascension"),
                                 frame.name);
        latitude_ =
            fmt::format("{}_{}", position_column(settings_.latitude, "declination"), frame.name);
    }

    void add_original(const std::string& name, const std::string& own, const std::string& equinox) {
        const auto column = find(name);
        if (!column) return;
        TableColumn original = plan_.schema.columns[*column];
        original.name = own;
        original.index.clear();
        original.description = fmt::format("{} (equinox {})", original.description, equinox);
        if (original.ucd.ends_with(";meta.main"))
            original.ucd.resize(original.ucd.size() - std::string_view(";meta.main").size());
        plan_.schema.columns.push_back(std::move(original));
    }

    // A changed field list needs replace; the table's own header stays but in the mode header.
    void keep_fields() {
        std::vector<std::string> faults;
        for (const TableColumn& column : plan_.schema.columns) {
            const auto known = before_->find_column(column.name);
            if (!known)
                faults.push_back(fmt::format("{} is new", column.name));
            else if (const std::string fault = type_fault(column, before_->columns[*known]);
                     !fault.empty())
                faults.push_back(fault);
        }
        for (const TableColumn& column : before_->columns)
            if (!find(column.name)) faults.push_back(fmt::format("{} is missing", column.name));
        if (!faults.empty()) return refuse_fields(faults);
        if (order_.mode == "header") return take_header();
        if (header_.is_complete) tell_other_header();
        plan_.schema = *before_;
        plan_.has_widths = true;
    }

    std::string type_fault(const TableColumn& column, const TableColumn& known) const {
        const bool text = column.type.cell == CellType::kText;
        const bool was_text = known.type.cell == CellType::kText;
        const bool other_kind = text != was_text;
        const bool wider = text && was_text && column.type.length > known.type.length;
        // Other files say types of their own making: the values tell.
        const bool other_type =
            header_.is_complete && (column.type.cell != known.type.cell || wider);
        if (!other_kind && !other_type) return {};
        return fmt::format("{} is {}, in the table {}", column.name, name_of(column.type),
                           name_of(known.type));
    }

    void refuse_fields(std::vector<std::string> faults) {
        const size_t all = faults.size();
        if (all > kShownNames) {
            faults.resize(kShownNames);
            faults.push_back(fmt::format("and {} more", all - kShownNames));
        }
        refuse("TDT-007", fmt::format("the fields are not those of the table '{}': {}",
                                      before_->name, fmt::join(faults, "; ")));
    }

    // The new words, in the order of the columns that there is.
    void take_header() {
        std::vector<TableColumn> columns;
        for (const TableColumn& old : before_->columns) {
            columns.push_back(plan_.schema.columns[*find(old.name)]);
            columns.back().type = old.type;
        }
        plan_.schema.columns = std::move(columns);
    }

    void tell_other_header() {
        TableSchema sent = in_order(plan_.schema);
        const TableSchema kept = in_order(*before_);
        for (TableColumn& column : sent.columns)
            if (const auto known = kept.find_column(column.name))
                column.type = kept.columns[*known].type;
        if (sent == kept) return;
        refuse("TDT-004",
               fmt::format("{} adds rows alone: the header differs from the table's, which "
                           "stays; tables/header/ or tables/replace/ would change it",
                           order_.mode));
        findings_.back().severity = Severity::kInfo;
    }
    // As two headers are compared that say the same in another order.
    static TableSchema in_order(TableSchema schema) {
        std::sort(schema.columns.begin(), schema.columns.end(),
                  [](const TableColumn& a, const TableColumn& b) { return a.name < b.name; });
        std::stable_sort(schema.virtual_parameters.begin(), schema.virtual_parameters.end(),
                         [](const KeyValue& a, const KeyValue& b) { return a.first < b.first; });
        return schema;
    }

    void find_inputs() {
        for (const TableColumn& column : plan_.schema.columns)
            plan_.input.push_back(header_.schema.find_column(column.name));
        if (!plan_.position) return;
        PositionPlan& position = *plan_.position;
        for (const auto& [name, place] :
             {std::pair{ra_, &position.ra}, std::pair{dec_, &position.dec},
              std::pair{longitude_, &position.longitude},
              std::pair{latitude_, &position.latitude}}) {
            const auto column = find(name);
            if (!column)
                return refuse("TDT-008", fmt::format("positions of {} need the column {}",
                                                     position.frame.name, name));
            *place = *column;
        }
        if (!position.replaces) return;
        plan_.input[position.longitude] = plan_.input[position.ra];
        plan_.input[position.latitude] = plan_.input[position.dec];
    }

    void plan_columns() {
        for (const ColumnRule& rule : settings_.columns) {
            const auto column = find(rule.name);
            const auto from = rule.from.empty() ? std::nullopt : find(rule.from);
            if (!column || (!rule.from.empty() && !from)) {
                refuse("TDT-008", fmt::format("the settings {} name the column {}, which the table "
                                              "has not",
                                              settings_.source, column ? rule.from : rule.name));
                continue;
            }
            plan_.columns.push_back({&rule, *column, from});
        }
        for (const std::string& name : settings_.fatal_nulls) {
            if (const auto column = find(name))
                plan_.fatal.push_back(*column);
            else
                refuse("TDT-006", fmt::format("the settings {} ask for the column {}, which the "
                                              "table has not",
                                              settings_.source, name));
        }
    }

    const IngestOrder& order_;
    const TableInputHeader& header_;
    const TableSettings& settings_;
    const TableSchema* before_;
    std::vector<Finding>& findings_;
    const std::string equinox_;  // as the input says
    std::string ra_, dec_, longitude_, latitude_;
    IngestPlan plan_;
};

}  // namespace

IngestPlan plan_ingest(const IngestOrder& order, const TableInputHeader& input,
                       const TableSettings& settings, const TableSegment* before,
                       std::vector<Finding>& findings) {
    return Planner(order, input, settings, before, findings).plan();
}

}  // namespace heafs
