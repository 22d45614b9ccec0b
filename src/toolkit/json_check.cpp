#include "json_check.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <nlohmann/json.hpp>

#include "byte_set.h"

namespace agent_event_bus {

namespace {

using Json = nlohmann::json;

constexpr int kNumberOverflow = 406;                  // an id of nlohmann/json
constexpr double kMaxSafeInteger = 9007199254740992;  // 2^53

/// Reads a text, and tells how far it has come.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
};

/// What the parser of nlohmann/json has to say, without what it repeats of the text.
std::string ruleOf(std::string_view message) {
  const size_t column = message.find("column ");
  const size_t start = column == std::string_view::npos ? column : message.find(": ", column);
  if (start != std::string_view::npos) message.remove_prefix(start + 2);
  return std::string(message.substr(0, message.find("; last read")));
}

}  // namespace

/// Gets every value from the parser. False from a method ends the parsing.
class JsonCheck::Handler : public nlohmann::json_sax<Json> {
 public:
  Handler(JsonCheck& result, std::string_view text)
      : result_(result), begin_(text.data()), seen_(text.data()) {}

  const char** seen() { return &seen_; }

  bool null() override { return value(JsonMember::Kind::kNull); }
  bool boolean(bool) override { return value(JsonMember::Kind::kBoolean); }
  bool number_integer(number_integer_t number) override {
    return whole(static_cast<double>(number), std::to_string(number).substr(1));
  }
  bool number_unsigned(number_unsigned_t number) override {
    return whole(static_cast<double>(number), std::to_string(number));
  }
  bool number_float(number_float_t number, const string_t& literal) override {
    if (literal.find_first_of(".eE") != string_t::npos) return this->number(number);
    return whole(number, literal[0] == '-' ? literal.substr(1) : literal);
  }
  bool string(string_t& text) override {
    if (depth_ == 1) result_.members_.back().string.swap(text);
    return value(JsonMember::Kind::kString);
  }
  bool binary(binary_t&) override { return refuse("binary data is not JSON"); }

  bool start_object(size_t) override {
    result_.objects_.push_back(result_.keys_.size());
    return open();
  }
  bool key(string_t& text) override {
    result_.keys_.push_back({static_cast<uint32_t>(result_.keyTexts_.size()),
                             static_cast<uint32_t>(text.size()), offset()});
    result_.keyTexts_ += text;
    if (depth_ == 1) {
      result_.members_.emplace_back().key = text;
      memberAt_ = seen_;
    }
    return true;
  }
  bool end_object() override { return keysDiffer() && close(JsonMember::Kind::kObject); }

  bool start_array(size_t) override {
    if (depth_ == 0) return refuse("the outermost value must be an object");
    return open();
  }
  bool end_array() override { return close(JsonMember::Kind::kArray); }

  bool parse_error(size_t position, const std::string&, const Json::exception& error) override {
    // Of an overflow, the message would repeat the number, however long that is.
    const std::string rule =
        error.id == kNumberOverflow ? "a number is too large for JavaScript" : ruleOf(error.what());
    return refuse(rule, position == 0 ? 0 : position - 1);
  }

 private:
  size_t offset() const { return static_cast<size_t>(seen_ - begin_); }

  bool refuse(std::string_view rule) { return refuse(rule, offset() == 0 ? 0 : offset() - 1); }
  bool refuse(std::string_view rule, size_t position) {
    result_.rule_ = rule;
    result_.position_ = position;
    return false;
  }

  bool open() {
    if (++depth_ <= kMaxJsonDepth) return true;
    return refuse("it is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }

  bool close(JsonMember::Kind kind) {
    --depth_;
    if (depth_ > 0) return value(kind);
    return true;
  }

  bool whole(double number, std::string_view digits) {
    const bool held = number < kMaxSafeInteger && number > -kMaxSafeInteger;
    if (!held && !isHeldByDouble(digits, number < 0 ? -number : number)) {
      return refuse("a whole number has more digits than JavaScript can hold", offset() - 2);
    }
    return this->number(number);
  }

  bool number(double number) {
    if (depth_ == 1) result_.members_.back().number = number;
    // The parser has read one character more, to see where the number ends.
    return value(JsonMember::Kind::kNumber, 1);
  }

  bool value(JsonMember::Kind kind, size_t ahead = 0) {
    if (depth_ == 0) return refuse("the outermost value must be an object");
    if (depth_ > 1) return true;
    const char* at = memberAt_;
    while (kJsonSpace.has(*at)) ++at;
    ++at;  // the colon
    while (kJsonSpace.has(*at)) ++at;
    JsonMember& member = result_.members_.back();
    member.text = {at, static_cast<size_t>(seen_ - at) - ahead};
    member.kind = kind;
    return true;
  }

  /// The keys of the object that ends differ; they are forgotten.
  bool keysDiffer() {
    const auto first = result_.keys_.begin() + static_cast<std::ptrdiff_t>(result_.objects_.back());
    const auto last = result_.keys_.end();
    std::sort(first, last, [this](const Key& a, const Key& b) {
      const int order = result_.keyText(a).compare(result_.keyText(b));
      return order != 0 ? order < 0 : a.position < b.position;
    });
    const auto twice = std::adjacent_find(first, last, [this](const Key& a, const Key& b) {
      return result_.keyText(a) == result_.keyText(b);
    });
    if (twice != last) return refuse("a key is twice in its object", (twice + 1)->position - 1);
    if (first != last) {
      const auto lowest = std::min_element(
          first, last, [](const Key& a, const Key& b) { return a.offset < b.offset; });
      result_.keyTexts_.resize(lowest->offset);
    }
    result_.keys_.erase(first, last);
    result_.objects_.pop_back();
    return true;
  }

  JsonCheck& result_;
  const char* begin_;
  /// Behind what the parser has read.
  const char* seen_;
  /// Behind the key of the member that is being read.
  const char* memberAt_ = nullptr;
  uint32_t depth_ = 0;
};

bool JsonCheck::check(std::string_view text) {
  members_.clear();
  keys_.clear();
  keyTexts_.clear();
  objects_.clear();
  Handler handler(*this, text);
  const Cursor begin(text.data(), handler.seen());
  const Cursor end(text.data() + text.size(), handler.seen());
  return Json::sax_parse(begin, end, &handler);
}

const JsonMember* JsonCheck::find(std::string_view key) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [key](const JsonMember& member) { return member.key == key; });
  return found == members_.end() ? nullptr : &*found;
}

bool isHeldByDouble(std::string_view digits, double nearest) {
  char exact[400];  // the largest double has 309 digits
  const int length = std::snprintf(exact, sizeof exact, "%.0f", nearest);
  const std::string_view held(exact, static_cast<size_t>(length));
  if (held == digits) return true;
  const size_t last = digits.find_last_not_of('0');
  if (held.size() != digits.size() || last == std::string_view::npos) return false;
  // All but the zeros, which may stand for a rounding, down or up.
  const std::string_view significant = digits.substr(0, last + 1);
  std::string rounded(held.substr(0, last + 1));
  if (last + 1 == digits.size()) return false;
  if (rounded == significant) return true;
  for (size_t i = rounded.size(); i-- > 0;) {
    if (rounded[i] != '9') {
      ++rounded[i];
      break;
    }
    rounded[i] = '0';
  }
  return rounded == significant;
}

}  // namespace agent_event_bus
