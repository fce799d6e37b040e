#include "config/base/pattern.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include "config/base/error.h"
#include "config/base/numbered_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace heafs {
namespace {

constexpr uint32_t kMatchLimit = 100000;
constexpr uint32_t kMostGroups = 99;  // {%99} is the last that a tag can name

struct MatchContextFree {
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct MatchDataFree {
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

using MatchContext = std::unique_ptr<pcre2_match_context, MatchContextFree>;
using MatchData = std::unique_ptr<pcre2_match_data, MatchDataFree>;

MatchContext bounded_context() {
    MatchContext context(pcre2_match_context_create(nullptr));
    if (!context) throw Error(Fault::kSystem, "out of memory while matching a pattern");
    pcre2_set_match_limit(context.get(), kMatchLimit);
    return context;
}

struct PatternCode {
    pcre2_code* code = nullptr;
    PatternFault fault;  // where there is no code

    explicit PatternCode(const std::string& expression) {
        int error = 0;
        PCRE2_SIZE offset = 0;
        code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                             PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY, &error,
                             &offset, nullptr);
        if (code != nullptr) return;
        PCRE2_UCHAR message[256];
        pcre2_get_error_message(error, message, sizeof message);
        fault = {offset, reinterpret_cast<const char*>(message)};
    }
    ~PatternCode() { pcre2_code_free(code); }
    PatternCode(const PatternCode&) = delete;
    PatternCode& operator=(const PatternCode&) = delete;

    void require(const std::string& expression) const {
        if (code == nullptr)
            throw Error(Fault::kMalformed,
                        fmt::format("regular expression '{}' at character {}: {}", expression,
                                    fault.place + 1, fault.message));
    }
};

}  // namespace

struct Pattern::Code : PatternCode {
    using PatternCode::PatternCode;
};

struct NumberedPattern::Code : PatternCode {
    using PatternCode::PatternCode;
};

Pattern::Pattern(const std::string& expression) : expression_(expression) {
    auto code = std::make_shared<const Code>(expression);
    code->require(expression);
    uint32_t count = 0;
    uint32_t entry_size = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(code->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; ++i, table += entry_size) {
        group_numbers_.push_back((static_cast<unsigned>(table[0]) << 8) | table[1]);
        groups_.emplace_back(reinterpret_cast<const char*>(table + 2));
    }
    code_ = std::move(code);
}

std::optional<std::map<std::string, std::string>> Pattern::match(std::string_view subject) const {
    const MatchContext context = bounded_context();
    const MatchData data(pcre2_match_data_create_from_pattern(code_->code, nullptr));
    if (!data) throw Error(Fault::kSystem, "out of memory while matching a pattern");
    const int result = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()),
                                   subject.size(), 0, 0, data.get(), context.get());
    if (result < 0) return std::nullopt;
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(data.get());
    std::map<std::string, std::string> found;
    for (size_t i = 0; i < groups_.size(); ++i) {
        const unsigned number = group_numbers_[i];
        const bool present = static_cast<int>(number) < result && ends[2 * number] != PCRE2_UNSET;
        found[groups_[i]] = present
                                ? std::string(subject.substr(
                                      ends[2 * number], ends[2 * number + 1] - ends[2 * number]))
                                : std::string();
    }
    return found;
}

bool Pattern::matches(std::string_view subject) const { return match(subject).has_value(); }

std::optional<PatternFault> find_pattern_fault(const std::string& expression) {
    const PatternCode code(expression);
    if (code.code != nullptr) return std::nullopt;
    return code.fault;
}

struct NumberedPattern::Room::Parts {
    MatchContext context = bounded_context();
    MatchData data{pcre2_match_data_create(kMostGroups + 1, nullptr)};
};

NumberedPattern::Room::Room() : parts_(std::make_unique<Parts>()) {
    if (!parts_->data) throw Error(Fault::kSystem, "out of memory while matching a pattern");
}

NumberedPattern::Room::~Room() = default;

NumberedPattern::NumberedPattern(const std::string& expression) : expression_(expression) {
    auto code = std::make_shared<const Code>(expression);
    code->require(expression);
    // Where no memory may hold machine code, or an expression is not for it, matching goes on
    // without.
    pcre2_jit_compile(code->code, PCRE2_JIT_COMPLETE);
    uint32_t count = 0;
    pcre2_pattern_info(code->code, PCRE2_INFO_CAPTURECOUNT, &count);
    groups_ = count;
    code_ = std::move(code);
}

NumberedPattern::Outcome NumberedPattern::match(std::string_view subject, Room& room) const {
    const int result =
        pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0,
                    room.parts_->data.get(), room.parts_->context.get());
    if (result >= 0) return Outcome::kMatch;
    return result == PCRE2_ERROR_NOMATCH ? Outcome::kNoMatch : Outcome::kTooHard;
}

std::string_view NumberedPattern::group(const Room& room, std::string_view subject, size_t number) {
    if (number > kMostGroups) return {};
    const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(room.parts_->data.get()) + 2 * number;
    if (ends[0] == PCRE2_UNSET || ends[1] < ends[0]) return {};
    return subject.substr(ends[0], ends[1] - ends[0]);
}

std::string escape_for_pattern(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '_' || c == '/';
        if (!plain) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

bool glob_matches(const std::string& glob, const std::string& path) {
    return fnmatch(glob.c_str(), path.c_str(), FNM_PATHNAME) == 0;
}

}  // namespace heafs
