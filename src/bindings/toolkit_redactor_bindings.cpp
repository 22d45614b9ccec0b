// The redactor for JavaScript.

#include <emscripten/bind.h>

#include "toolkit/redactor.h"
#include "toolkit_texts.h"

namespace agent_event_bus {

namespace {

class BoundRedactor {
 public:
  bool addLiteral(uint32_t bytes) { return redactor_.addLiteral(InputTexts().next(bytes)); }
  void addName(uint32_t bytes) { redactor_.addName(InputTexts().next(bytes)); }
  void keepName(uint32_t bytes) { redactor_.keepName(InputTexts().next(bytes)); }

  /// The length from which on a value of this name is a secret, or -1 if the name says nothing.
  int minLength(uint32_t bytes) const {
    const NameRule rule = redactor_.nameRule(InputTexts().next(bytes));
    return rule.secret ? static_cast<int>(rule.minLength) : -1;
  }

  /// How many secrets the text had. What it is without them is in the output.
  uint32_t text(uint32_t bytes) { return redactor_.text(InputTexts().next(bytes), freshOutput()); }
  /// The same for JSON.
  uint32_t json(uint32_t bytes) { return redactor_.json(InputTexts().next(bytes), freshOutput()); }

  /// Counts a secret that JavaScript removed because of its name.
  void countField() { redactor_.count(SecretKind::kField); }
  uint32_t count(uint32_t kind) const { return redactor_.counts()[kind]; }
  static uint32_t kinds() { return kSecretKinds; }
  static void kindName(uint32_t kind) {
    freshOutput() = agent_event_bus::kindName(static_cast<SecretKind>(kind));
  }

  uint32_t address() { return static_cast<uint32_t>(reinterpret_cast<uintptr_t>(&redactor_)); }

 private:
  Redactor redactor_;
};

class BoundRedactionStream {
 public:
  /// `redactor` is the address of one that lives as long.
  explicit BoundRedactionStream(uint32_t redactor)
      : stream_(*reinterpret_cast<Redactor*>(static_cast<uintptr_t>(redactor))) {}

  /// What is decided is in the output, as after end().
  void push(uint32_t bytes) { stream_.push(InputTexts().next(bytes), freshOutput()); }
  void end() { stream_.end(freshOutput()); }
  void cut() { stream_.cut(); }

 private:
  RedactionStream stream_;
};

}  // namespace

}  // namespace agent_event_bus

EMSCRIPTEN_BINDINGS(agent_event_bus_toolkit_redactor) {
  using agent_event_bus::BoundRedactionStream;
  using agent_event_bus::BoundRedactor;
  emscripten::class_<BoundRedactor>("Redactor")
      .constructor()
      .function("addLiteral", &BoundRedactor::addLiteral)
      .function("addName", &BoundRedactor::addName)
      .function("keepName", &BoundRedactor::keepName)
      .function("minLength", &BoundRedactor::minLength)
      .function("text", &BoundRedactor::text)
      .function("json", &BoundRedactor::json)
      .function("countField", &BoundRedactor::countField)
      .function("count", &BoundRedactor::count)
      .function("address", &BoundRedactor::address)
      .class_function("kinds", &BoundRedactor::kinds)
      .class_function("kindName", &BoundRedactor::kindName);
  emscripten::class_<BoundRedactionStream>("RedactionStream")
      .constructor<uint32_t>()
      .function("push", &BoundRedactionStream::push)
      .function("end", &BoundRedactionStream::end)
      .function("cut", &BoundRedactionStream::cut);
}
