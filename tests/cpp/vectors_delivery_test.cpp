// Performs the scripts of delivery.json with the native bus.

#include <agent_event_bus/event_bus.h>

#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"
#include "vectors.h"

using namespace agent_event_bus;
using nlohmann::json;

namespace {

// An error as the vectors write it.
json toJson(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const AggregateError& aggregate) {
    json list = json::array();
    for (const std::exception_ptr& one : aggregate.errors()) list.push_back(toJson(one));
    return list;
  } catch (const TopicError& topicError) {
    const bool isTopic = topicError.kind() == TopicError::Kind::kTopic;
    return {{"code", isTopic ? "ERR_INVALID_TOPIC" : "ERR_INVALID_PATTERN"}};
  } catch (const BusClosedError&) {
    return {{"code", "ERR_BUS_CLOSED"}};
  } catch (const PublishDepthError&) {
    return {{"code", "ERR_PUBLISH_DEPTH"}};
  } catch (const std::exception& exception) {
    return exception.what();
  }
}

// Checks only by CHECK: what REQUIRE throws inside a handler would be an error like any other.
class Script {
 public:
  explicit Script(const json& script) : bus_(optionsOf(script)) {}

  // `call` counts the calls of the handler that performs the steps. `given` is what its onError
  // got.
  void perform(const json& steps, int call = 1, const std::exception_ptr& given = nullptr) {
    for (const json& step : steps) {
      if (step.value("onCall", call) != call) continue;
      INFO("step " << step);
      try {
        performStep(step, given);
        CHECK_FALSE(step.contains("throws"));
      } catch (...) {
        if (!step.contains("throws")) throw;
        CHECK(toJson(std::current_exception()) == step["throws"]);
      }
    }
  }

 private:
  EventBusOptions optionsOf(const json& script) {
    EventBusOptions options;
    options.maxDepth = script.value("maxDepth", options.maxDepth);
    if (script.contains("onError")) options.onError = onErrorOf("bus", script["onError"]);
    return options;
  }

  ErrorHandler onErrorOf(const std::string& who, const json& onError) {
    return [this, who, does = onError.value("does", json::array()), call = 0](
               const std::exception_ptr& error, const std::string&, const Event&,
               const Subscription&) mutable {
      reported_.push_back({who, toJson(error)});
      perform(does, ++call, error);
    };
  }

  void performStep(const json& step, const std::exception_ptr& given) {
    if (step.contains("subscribe")) {
      subscribe(step["subscribe"]);
    } else if (step.contains("unsubscribe")) {
      CHECK(subscriptions_[step["unsubscribe"]].unsubscribe() == step["returns"].get<bool>());
    } else if (step.contains("publish")) {
      publish(step);
    } else if (step.contains("throw")) {
      throw std::runtime_error(step["throw"].get<std::string>());
    } else if (step.contains("rethrow")) {
      std::rethrow_exception(given);
    } else if (step.contains("clear")) {
      bus_.clear();
    } else if (step.contains("close")) {
      bus_.close();
    } else if (step.contains("expect")) {
      expect(step["expect"]);
    } else {
      FAIL_CHECK("unknown step");
    }
  }

  void subscribe(const json& given) {
    const auto id = given["id"].get<std::string>();
    SubscribeOptions options;
    options.priority = given.value("priority", 0);
    options.once = given.value("once", false);
    if (given.contains("onError")) options.onError = onErrorOf(id, given["onError"]);
    const json& pattern = given["pattern"];
    const Patterns patterns = pattern.is_array() ? Patterns(pattern.get<std::vector<std::string>>())
                                                 : Patterns(pattern.get<std::string>());
    subscriptions_[id] = bus_.subscribe(
        patterns,
        [this, id, does = given.value("does", json::array()), call = 0](const std::string&,
                                                                        const Event&) mutable {
          delivered_.push_back(id);
          perform(does, ++call);
        },
        options);
  }

  void publish(const json& step) {
    const auto call = [&] {
      const size_t count = bus_.publish(step["publish"]);
      if (step.contains("count")) CHECK(count == step["count"].get<size_t>());
    };
    if (isPublishing_) return call();

    isPublishing_ = true;
    delivered_ = json::array();
    reported_ = json::array();
    const auto check = [&] {
      isPublishing_ = false;
      CHECK(delivered_ == step.value("delivered", json::array()));
      CHECK(reported_ == step.value("reported", json::array()));
    };
    try {
      call();
    } catch (...) {
      check();
      throw;
    }
    check();
  }

  void expect(const json& expected) {
    if (expected.contains("size")) CHECK(bus_.size() == expected["size"].get<size_t>());
    for (const json& id : expected.value("active", json::array())) {
      CHECK(subscriptions_[id].active());
    }
    for (const json& id : expected.value("ended", json::array())) {
      CHECK_FALSE(subscriptions_[id].active());
    }
    const json counts = expected.value("counts", json::object());
    for (const auto& [id, count] : counts.items())
      CHECK(subscriptions_[id].delivered() == count.get<uint64_t>());
    const json matching = expected.value("matching", json::object());
    for (const auto& [topic, ids] : matching.items()) CHECK(idsOf(bus_.matching(topic)) == ids);
  }

  json idsOf(const std::vector<Subscription>& subscriptions) {
    json ids = json::array();
    for (const Subscription& subscription : subscriptions) {
      for (const auto& [id, known] : subscriptions_) {
        if (known == subscription) ids.push_back(id);
      }
    }
    return ids;
  }

  std::map<std::string, Subscription> subscriptions_;
  json delivered_;
  json reported_;
  bool isPublishing_ = false;
  EventBus bus_;
};

}  // namespace

TEST_CASE("Vectors: events are delivered as the scripts say") {
  for (const json& script : loadVectors("delivery.json", "scripts")) {
    INFO(script["rule"] << ": " << script["name"]);
    Script(script).perform(script["steps"]);
  }
}
