#include "products/tables/page_parts.h"

#include <fmt/format.h>

#include "core/delivery/shown_text.h"

namespace heafs {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--faint:#57606a;--line:#d8dee4;--soft:#f6f8fa;--link:#0b57a4}
@media(prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e8ea;--faint:#9aa4ae;--line:#363c43;--soft:#1d2227;--link:#8fb4e8}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:72rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
a[href]{color:var(--link)}h1{font-size:1.8rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.2rem;border-bottom:1px solid var(--line)}h3{font-size:1rem;margin:1.2rem 0 .3rem}
p,ul,ol,pre{margin:.5rem 0;max-width:48rem}.lead{font-size:1.1rem;color:var(--faint);margin:0 0 1rem}.faint{color:var(--faint)}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.25rem;margin:1rem 0}.facts dt{color:var(--faint)}.facts dd{margin:0;overflow-wrap:anywhere}
code,pre{font:13px/1.5 ui-monospace,monospace;background:var(--soft);border-radius:4px}code{padding:.05rem .3rem}pre{padding:.6rem .8rem;overflow-x:auto}pre code{padding:0}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;min-width:100%}
th,td{text-align:left;padding:.35rem 1rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--faint);font-weight:600}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}td.name{white-space:nowrap}
td:target,tr:has(:target){background:var(--soft)}.files a{margin-right:.9rem}
@media print{body{max-width:none;padding:0;font-size:10pt}a[href]{color:inherit}}
)css";

// Code, emphasis and links within a line. What does not close is text.
class InlineMarkdown {
   public:
    explicit InlineMarkdown(std::string_view text) : rest_(text) {}

    std::string html() {
        std::string html;
        while (!rest_.empty())
            if (!take_code(html) && !take_strong(html) && !take_emphasis(html) && !take_link(html))
                take_plain(html);
        return html;
    }

   private:
    // Takes `mark` text `mark` as an element.
    bool take_between(std::string_view mark, const char* element, bool nested, std::string& html) {
        if (!rest_.starts_with(mark)) return false;
        const size_t end = rest_.find(mark, mark.size());
        if (end == std::string_view::npos || end == mark.size()) return false;
        const std::string_view inner = rest_.substr(mark.size(), end - mark.size());
        if (nested && (inner.starts_with(' ') || inner.ends_with(' '))) return false;
        html += fmt::format("<{0}>{1}</{0}>", element,
                            nested ? InlineMarkdown(inner).html() : html_text(inner));
        rest_.remove_prefix(end + mark.size());
        return true;
    }
    bool take_code(std::string& html) { return take_between("`", "code", false, html); }
    bool take_strong(std::string& html) { return take_between("**", "strong", true, html); }
    bool take_emphasis(std::string& html) { return take_between("*", "em", true, html); }
    bool take_link(std::string& html) {
        if (!rest_.starts_with('[')) return false;
        const size_t middle = rest_.find("](");
        const size_t end = middle == std::string_view::npos ? middle : rest_.find(')', middle);
        if (end == std::string_view::npos || rest_.substr(1, middle).find('[') < middle - 1)
            return false;
        html += page_link(rest_.substr(middle + 2, end - middle - 2), rest_.substr(1, middle - 1));
        rest_.remove_prefix(end + 1);
        return true;
    }
    void take_plain(std::string& html) {
        const size_t end = std::min(rest_.find_first_of("`*[", 1), rest_.size());
        html += html_text(rest_.substr(0, end));
        rest_.remove_prefix(end);
    }

    std::string_view rest_;
};

// One block after another; lines of a paragraph are joined.
class MarkdownBlocks {
   public:
    std::string html(std::string_view markdown) {
        while (!markdown.empty()) {
            const size_t end = std::min(markdown.find('\n'), markdown.size());
            std::string_view line = markdown.substr(0, end);
            if (line.ends_with('\r')) line.remove_suffix(1);
            take(line);
            markdown.remove_prefix(std::min(end + 1, markdown.size()));
        }
        close();
        return html_;
    }

   private:
    void take(std::string_view line) {
        const size_t blanks = std::min(line.find_first_not_of(" \t"), line.size());
        const std::string_view text = line.substr(blanks);
        if (text.empty()) return close();
        if (take_heading(text) || take_item(text)) return;
        if (block_.empty() && blanks >= 4) begin("pre");
        if (block_ == "pre") {
            html_ += fmt::format("{}\n", html_text(line));
            return;
        }
        if (block_.empty()) begin("p");
        if (!text_.empty()) text_ += ' ';
        text_ += text;
    }
    bool take_heading(std::string_view text) {
        const size_t marks = text.find_first_not_of('#');
        if (marks == 0 || marks > 6 || marks >= text.size() || text[marks] != ' ') return false;
        close();
        html_ += fmt::format("<h3>{}</h3>\n", InlineMarkdown(text.substr(marks + 1)).html());
        return true;
    }
    bool take_item(std::string_view text) {
        if (!text.starts_with("- ") && !text.starts_with("* ")) return false;
        if (block_ != "ul") {
            close();
            begin("ul");
        }
        end_item();
        text_ = text.substr(2);
        in_item_ = true;
        return true;
    }
    void begin(std::string_view block) {
        block_ = std::string(block);
        html_ += fmt::format("<{}>", block_);
    }
    void end_item() {
        if (in_item_) html_ += fmt::format("<li>{}</li>\n", InlineMarkdown(text_).html());
        in_item_ = false;
    }
    void close() {
        if (block_ == "p") html_ += InlineMarkdown(text_).html();
        end_item();
        if (!block_.empty()) html_ += fmt::format("</{}>\n", block_);
        block_.clear();
        text_.clear();
    }

    std::string html_;
    std::string block_;  // "p", "ul", "pre", or empty between blocks
    std::string text_;   // of the paragraph or item at hand
    bool in_item_ = false;
};

// Addresses that cannot run anything: relative ones, and those of these schemes.
bool is_safe(std::string_view target) {
    const size_t colon = target.find(':');
    if (colon == std::string_view::npos || target.find_first_of("/?#") < colon) return true;
    for (const char* scheme : {"http", "https", "ftp", "mailto"})
        if (target.substr(0, colon) == scheme) return true;
    return false;
}

}  // namespace

std::string page_head(std::string_view title) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style></head>\n<body>\n",
        html_text(title), kStyle);
}

std::string_view page_end() { return "</body></html>\n"; }

std::string page_link(std::string_view target, std::string_view text) {
    if (!is_safe(target)) return html_text(text);
    return fmt::format("<a href=\"{}\">{}</a>", html_text(target), html_text(text));
}

std::string counted_text(int64_t number) {
    const std::string digits = std::to_string(number);
    std::string text;
    for (size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string html_of_markdown(std::string_view markdown) { return MarkdownBlocks().html(markdown); }

}  // namespace heafs
