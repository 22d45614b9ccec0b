#include "growth_cases.h"

#include <agent_event_bus/router.h>
#include <valgrind/callgrind.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>

#include "workloads.h"

namespace agent_event_bus::bench {
namespace {

constexpr uint32_t kMatches = 256;
constexpr uint32_t kSegmentMatches = 16;

// A family of patterns, and for each of them a topic that it matches.
struct Shape {
  std::string (*pattern)(uint32_t index);
  std::string (*topic)(uint32_t index);
  uint32_t mostMatches;  // of one topic, however many patterns there are
};

constexpr Shape kExact = {
    [](uint32_t index) { return "tool." + std::to_string(index) + ".called"; },
    [](uint32_t index) { return "tool." + std::to_string(index) + ".called"; }, 1};
constexpr Shape kTail = {[](uint32_t index) { return "**.failed" + std::to_string(index); },
                         [](uint32_t index) { return "agent.turn.failed" + std::to_string(index); },
                         1};
constexpr Shape kFleet = {fleetPattern,
                          [](uint32_t index) { return fleetTopic(index - index % 3); }, 3};
constexpr Shape kShared = {[](uint32_t) { return std::string("tool.*"); },
                           [](uint32_t) { return std::string("tool.called"); }, UINT32_MAX};

// Counts what `work` does. Everything before and after runs without instrumentation, and so much
// faster.
template <typename Work>
void counted(Work work) {
  CALLGRIND_START_INSTRUMENTATION;
  work();
  CALLGRIND_STOP_INSTRUMENTATION;
}

void require(bool condition, const char* what) {
  if (!condition) throw std::logic_error(what);
}

Texts texts(std::string (*text)(uint32_t), uint32_t size) {
  Texts all;
  all.reserve(size);
  for (uint32_t i = 0; i < size; ++i) all.push_back(text(i));
  return all;
}

std::vector<SubscriptionId> subscribeAll(Router& router, const Texts& patterns) {
  std::vector<SubscriptionId> ids;
  ids.reserve(patterns.size());
  for (const std::string& pattern : patterns) {
    ids.push_back(router.subscribe(pattern, /*priority=*/0, /*once=*/false).id);
  }
  return ids;
}

// Counts `matches` matches of topics that are spread over all patterns.
Measured countMatches(Router& router, const Texts& topics, uint32_t matches, size_t expected) {
  // Scratch space that grows with the first match is not part of the next one.
  for (const std::string& topic : topics) router.match(topic);
  size_t found = 0;
  counted([&] {
    for (uint32_t i = 0; i < matches; ++i) {
      found += router.match(topics[i % topics.size()]).ids.size();
    }
  });
  require(found == expected * matches, "a topic was matched by the wrong number of patterns");
  return {matches, router.bytes()};
}

template <const Shape& shape>
Measured match(uint32_t size) {
  Router router;
  subscribeAll(router, texts(shape.pattern, size));
  // The last patterns of a fleet may be those of half an agent.
  const uint32_t whole = size < shape.mostMatches ? size : size - size % shape.mostMatches;
  const uint32_t step = std::max(whole / kMatches, 1u);
  Texts topics;
  for (uint32_t i = 0; i < whole && topics.size() < kMatches; i += step) {
    topics.push_back(shape.topic(i));
  }
  return countMatches(router, topics, kMatches, std::min(size, shape.mostMatches));
}

template <const Shape& shape>
Measured subscribe(uint32_t size) {
  const Texts patterns = texts(shape.pattern, size);
  Router router;
  counted([&] {
    for (const std::string& pattern : patterns) router.subscribe(pattern, 0, false);
  });
  require(router.size() == size, "a pattern was refused");
  return {size, router.bytes()};
}

template <const Shape& shape>
Measured unsubscribe(uint32_t size) {
  // Kept till the end: what is freed before would be sorted out by the first free() that is
  // counted.
  const Texts patterns = texts(shape.pattern, size);
  Router router;
  std::vector<SubscriptionId> ids = subscribeAll(router, patterns);
  std::shuffle(ids.begin(), ids.end(), std::minstd_rand());
  const size_t bytes = router.bytes();
  counted([&] {
    for (const SubscriptionId id : ids) router.unsubscribe(id);
  });
  require(router.size() == 0 && router.nodeCount() == 1, "something was left behind");
  return {size, bytes};
}

std::string joined(uint32_t segments, std::string (*segment)(uint32_t)) {
  std::string text;
  for (uint32_t i = 0; i < segments; ++i) {
    if (i > 0) text += '.';
    text += segment(i);
  }
  return text;
}

std::string letter(uint32_t index) { return std::string(1, static_cast<char>('a' + index % 3)); }

Measured segmentsOf(const Texts& patterns, uint32_t segments) {
  const std::string topic = joined(segments, letter);
  Router router;
  subscribeAll(router, patterns);
  Segments topicSegments;
  topicSegments.parseTopic(topic);
  size_t expected = 0;
  for (const std::string& pattern : patterns) {
    Segments patternSegments;
    patternSegments.parsePattern(pattern);
    expected += matches(patternSegments, topicSegments) ? 1 : 0;
  }
  return countMatches(router, {topic}, kSegmentMatches, expected);
}

Measured segmentsLiteral(uint32_t segments) {
  return segmentsOf({joined(segments, letter)}, segments);
}

Measured segmentsWildcards(uint32_t segments) {
  return segmentsOf({joined(segments, [](uint32_t) { return std::string("*"); })}, segments);
}

Measured segmentsMultiWildcards(uint32_t segments) {
  return segmentsOf({"**", "**.a", "**.b", "**.c", "a.**", "**.a.*"}, segments);
}

// `**.x.**.y.**.z.**` for all x, y, z of three letters: in a long topic every node of the trie is
// live at every segment, which is the worst that can happen.
Measured segmentsWorst(uint32_t segments) {
  Texts patterns;
  for (uint32_t i = 0; i < 27; ++i) {
    patterns.push_back("**." + letter(i / 9) + ".**." + letter(i / 3) + ".**." + letter(i) + ".**");
  }
  return segmentsOf(patterns, segments);
}

// All of `size` subscribers get the topic, in another order than that of subscription. Several such
// orders, because one may be sorted faster than another.
Measured planWithPriorities(uint32_t size) {
  std::vector<Router> routers(16);
  std::minstd_rand random;
  for (Router& router : routers) {
    for (uint32_t i = 0; i < size; ++i) {
      router.subscribe("tool.*", static_cast<int32_t>(random() % 1'000'000), false);
    }
    router.match("tool.called");
  }
  size_t found = 0;
  counted([&] {
    for (Router& router : routers) found += router.match("tool.called").ids.size();
  });
  require(found == routers.size() * size, "a topic was matched by the wrong number of patterns");
  return {static_cast<uint32_t>(routers.size()), routers.front().bytes()};
}

Measured planInOrder(uint32_t size) {
  Router router;
  subscribeAll(router, texts(kShared.pattern, size));
  return countMatches(router, {"tool.called"}, 4, size);
}

// As many different patterns of 14 segments that all match: each segment is `*` or a literal.
Measured planOfPatterns(uint32_t size) {
  constexpr uint32_t kSegments = 14;
  require(size <= 1u << kSegments, "there are not so many of these patterns");
  Texts patterns;
  for (uint32_t i = 0; i < size; ++i) {
    std::string& pattern = patterns.emplace_back("tool");
    for (uint32_t bit = 0; bit < kSegments; ++bit) pattern += (i >> bit & 1) != 0 ? ".*" : ".a";
  }
  Router router;
  subscribeAll(router, patterns);
  const std::string topic = "tool." + joined(kSegments, [](uint32_t) { return std::string("a"); });
  return countMatches(router, {topic}, 4, size);
}

}  // namespace

const std::vector<GrowthCase>& growthCases() {
  static const std::vector<GrowthCase> cases = {
      {"match.exact", match<kExact>},
      {"match.tail", match<kTail>},
      {"match.fleet", match<kFleet>},
      {"subscribe.exact", subscribe<kExact>},
      {"subscribe.fleet", subscribe<kFleet>},
      {"subscribe.shared", subscribe<kShared>},
      {"unsubscribe.exact", unsubscribe<kExact>},
      {"unsubscribe.fleet", unsubscribe<kFleet>},
      {"unsubscribe.shared", unsubscribe<kShared>},
      {"segments.literal", segmentsLiteral},
      {"segments.wildcards", segmentsWildcards},
      {"segments.multi", segmentsMultiWildcards},
      {"segments.worst", segmentsWorst},
      {"plan.order", planInOrder},
      {"plan.priorities", planWithPriorities},
      {"plan.patterns", planOfPatterns},
  };
  return cases;
}

}  // namespace agent_event_bus::bench
