// What the native bus throws. Every message names the input, the place and the rule.
//
//   std::invalid_argument
//     TopicError          a topic or pattern that breaks a rule
//   std::runtime_error
//     AggregateError      what several handlers of one publish threw
//     BusError
//       BusClosedError    the bus is closed
//       PublishDepthError handlers publish to each other without end

#ifndef AGENT_EVENT_BUS_ERRORS_H_
#define AGENT_EVENT_BUS_ERRORS_H_

#include <cstdint>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "status.h"

namespace agent_event_bus {

/// `Invalid pattern "a.b*": a wildcard must be a whole segment, '*' or '**' (at index 3)`
class TopicError : public std::invalid_argument {
 public:
  enum class Kind : uint8_t { kTopic, kPattern };

  TopicError(Kind kind, std::string_view input, Check check);

  Kind kind() const { return kind_; }
  /// Which rule was broken.
  Status status() const { return check_.status; }
  /// Offset in bytes of the first offence; 0 where the rule is about the whole text.
  uint32_t position() const { return check_.position; }
  /// The whole text that was refused. The message shows no more than its beginning.
  const std::string& input() const { return *input_; }

 private:
  Kind kind_;
  Check check_;
  std::shared_ptr<const std::string> input_;  // shared, as copying an exception must not throw
};

/// What several handlers threw, or a handler and then its onError.
class AggregateError : public std::runtime_error {
 public:
  explicit AggregateError(std::vector<std::exception_ptr> errors);

  /// In delivery order.
  const std::vector<std::exception_ptr>& errors() const { return *errors_; }

 private:
  std::shared_ptr<const std::vector<std::exception_ptr>> errors_;
};

/// A misuse of the bus itself.
class BusError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The bus takes no subscription and no event any more.
class BusClosedError : public BusError {
 public:
  BusClosedError();
};

/// More than EventBusOptions::maxDepth publishes would be nested.
class PublishDepthError : public BusError {
 public:
  /// `topics` are those of the publishes under way, outermost first, and last the refused one.
  explicit PublishDepthError(std::vector<std::string> topics);

  const std::vector<std::string>& topics() const { return *topics_; }

 private:
  std::shared_ptr<const std::vector<std::string>> topics_;
};

/// What `error` says of itself, for a log.
std::string messageOf(const std::exception_ptr& error);

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_ERRORS_H_
