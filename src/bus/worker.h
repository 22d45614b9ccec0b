// One thread that runs tasks in the order in which they were posted. Internal.
//
// It starts with the first task. It may lose its owner while it runs a task; then it finishes what
// is queued and ends by itself.

#ifndef AGENT_EVENT_BUS_WORKER_H_
#define AGENT_EVENT_BUS_WORKER_H_

#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace agent_event_bus {

class Worker {
 public:
  /// Must not throw.
  using Task = std::function<void()>;

  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// False after finish(): the task will not run.
  bool post(Task task);

  /// Takes no more tasks, and waits until those queued are done and the thread has ended. On the
  /// thread itself it does not wait: what is queued follows the task that runs.
  void finish();

  /// Whether the caller is a task of this worker.
  bool isCurrentThread() const;

 private:
  struct Queue;

  static void run(Queue& queue);

  const std::shared_ptr<Queue> queue_;  // shared with the thread
  std::thread thread_;                  // set by the first post(), read after finishing only
  std::mutex joinMutex_;                // of several that finish, one joins
};

}  // namespace agent_event_bus

#endif  // AGENT_EVENT_BUS_WORKER_H_
