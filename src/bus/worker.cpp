#include "worker.h"

#include <condition_variable>
#include <deque>
#include <utility>

namespace agent_event_bus {

struct Worker::Queue {
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Task> tasks;
  bool started = false;
  bool finishing = false;
};

namespace {

// The queue that this thread serves, if it is a worker's.
thread_local const void* servedQueue = nullptr;

}  // namespace

Worker::Worker() : queue_(std::make_shared<Queue>()) {}

Worker::~Worker() {
  finish();
  // Still joinable only if this is the thread itself, which cannot wait for its own end.
  if (thread_.joinable()) thread_.detach();
}

bool Worker::post(Task task) {
  const std::lock_guard lock(queue_->mutex);
  if (queue_->finishing) return false;
  if (!queue_->started) {
    // The new thread cannot pass queue_->mutex before this call is done.
    thread_ = std::thread([queue = queue_] { run(*queue); });
    queue_->started = true;
  }
  queue_->tasks.push_back(std::move(task));
  queue_->wake.notify_one();
  return true;
}

void Worker::finish() {
  {
    const std::lock_guard lock(queue_->mutex);
    queue_->finishing = true;
    queue_->wake.notify_one();
  }
  if (isCurrentThread()) return;
  const std::lock_guard lock(joinMutex_);
  if (thread_.joinable()) thread_.join();
}

bool Worker::isCurrentThread() const { return servedQueue == queue_.get(); }

void Worker::run(Queue& queue) {
  servedQueue = &queue;
  std::unique_lock lock(queue.mutex);
  for (;;) {
    queue.wake.wait(lock, [&queue] { return queue.finishing || !queue.tasks.empty(); });
    if (queue.tasks.empty()) return;
    Task task = std::move(queue.tasks.front());
    queue.tasks.pop_front();
    lock.unlock();
    task();
    task = nullptr;  // what it holds may end the worker's owner
    lock.lock();
  }
}

}  // namespace agent_event_bus
