#include "core/tables/xml_events.h"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "config/base/error.h"

namespace heafs {
namespace {

constexpr size_t kChunkBytes = 1 << 20;
constexpr int kMostDepth = 64;
constexpr size_t kMostAttributes = 64;

std::string_view local_name(std::string_view name) {
    const size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

class Parse {
   public:
    explicit Parse(const XmlTake& take) : take_(take), parser_(XML_ParserCreate(nullptr)) {
        if (!parser_) throw Error(Fault::kSystem, "no memory for an XML parser");
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), on_begin, on_end);
        XML_SetCharacterDataHandler(parser_.get(), on_text);
        XML_SetEntityDeclHandler(parser_.get(), on_entity);
        XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
        XML_SetParamEntityParsing(parser_.get(), XML_PARAM_ENTITY_PARSING_NEVER);
    }

    std::string run(std::span<const std::byte> bytes) {
        for (bool last = false; !last;) {
            const auto chunk = bytes.first(std::min(bytes.size(), kChunkBytes));
            bytes = bytes.subspan(chunk.size());
            last = bytes.empty();
            const auto status =
                XML_Parse(parser_.get(), reinterpret_cast<const char*>(chunk.data()),
                          static_cast<int>(chunk.size()), last ? 1 : 0);
            if (raised_) std::rethrow_exception(raised_);
            if (!refusal_.empty()) return fmt::format("line {}: {}", line(), refusal_);
            if (status != XML_STATUS_OK)
                return fmt::format("line {}: {}", line(),
                                   XML_ErrorString(XML_GetErrorCode(parser_.get())));
        }
        return {};
    }

   private:
    struct Free {
        void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
    };

    int64_t line() const { return static_cast<int64_t>(XML_GetCurrentLineNumber(parser_.get())); }
    void stop() { XML_StopParser(parser_.get(), XML_FALSE); }
    void refuse(std::string why) {
        if (refusal_.empty()) refusal_ = std::move(why);
        stop();
    }

    // No exception may pass through the library.
    template <typename Work>
    void guarded(const Work& work) {
        if (raised_ || !refusal_.empty()) return;
        try {
            work();
        } catch (...) {
            raised_ = std::current_exception();
            stop();
        }
    }

    static void on_begin(void* self, const char* name, const char** pairs) {
        auto& parse = *static_cast<Parse*>(self);
        parse.guarded([&] {
            if (++parse.depth_ > kMostDepth) return parse.refuse("elements are nested too deep");
            XmlAttributes attributes;
            for (; *pairs != nullptr && attributes.size() < kMostAttributes; pairs += 2)
                attributes.emplace(local_name(pairs[0]), pairs[1]);
            if (parse.take_.begin) parse.take_.begin(local_name(name), attributes, parse.line());
        });
    }
    static void on_end(void* self, const char* name) {
        auto& parse = *static_cast<Parse*>(self);
        parse.guarded([&] {
            --parse.depth_;
            if (parse.take_.end) parse.take_.end(local_name(name));
        });
    }
    static void on_text(void* self, const char* text, int length) {
        auto& parse = *static_cast<Parse*>(self);
        parse.guarded([&] {
            if (parse.take_.text) parse.take_.text({text, static_cast<size_t>(length)});
        });
    }
    static void on_entity(void* self, const char*, int, const char*, int, const char*, const char*,
                          const char*, const char*) {
        static_cast<Parse*>(self)->refuse("it declares entities, which are not taken");
    }
    static void on_doctype(void* self, const char*, const char*, const char*, int internal) {
        if (internal != 0)
            static_cast<Parse*>(self)->refuse("it has a DTD inside, which is not taken");
    }

    const XmlTake& take_;
    std::unique_ptr<XML_ParserStruct, Free> parser_;
    int depth_ = 0;
    std::string refusal_;
    std::exception_ptr raised_;
};

}  // namespace

std::string parse_xml(std::span<const std::byte> bytes, const XmlTake& take) {
    return Parse(take).run(bytes);
}

}  // namespace heafs
