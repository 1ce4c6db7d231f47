package io.millrace.runtime.job;

import io.millrace.runtime.task.ObservedTask;
import io.millrace.runtime.task.TaskView;
import io.millrace.state.time.Times;
import io.millrace.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What tasks have said of themselves last. All are asked at once; one that is in a function that takes long answers when it has
 * returned, and is not asked again before. Thread-safe.
 */
final class TaskAnswers {

    private final List<? extends ObservedTask> tasks;
    private final Clock clock;
    private final Map<ObservedTask, Future<TaskView>> asked = new HashMap<>();
    private final Map<ObservedTask, TaskView> last = new HashMap<>();

    TaskAnswers(List<? extends ObservedTask> tasks, Clock clock) {
        this.tasks = tasks;
        this.clock = clock;
    }

    /** Asks, and waits for a while; by a thread that runs no units. */
    synchronized Map<ObservedTask, TaskView> within(Duration patience) {
        ask();
        long end = Times.after(clock.nanos(), patience);
        try {
            for (Map.Entry<ObservedTask, Future<TaskView>> question : asked.entrySet()) {
                take(question.getKey(), question.getValue(), Math.max(0, end - clock.nanos()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(last);
    }

    /** Those who have not answered since they were asked last. */
    synchronized List<ObservedTask> silent() {
        return asked.entrySet().stream()
                .filter(question -> !question.getValue().isDone())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void ask() {
        for (ObservedTask task : tasks) {
            Future<TaskView> before = asked.get(task);
            if (before == null || before.isDone()) {
                asked.put(task, task.ask(Optional.empty()));
            }
        }
    }

    private void take(ObservedTask task, Future<TaskView> answer, long nanos) throws InterruptedException {
        try {
            last.put(task, answer.get(nanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            // What it has said before is the latest that there is.
            return;
        } catch (ExecutionException e) {
            last.remove(task);
        }
    }

    /** By the thread that runs the units, between their steps: nothing is waited for. */
    static Map<ObservedTask, TaskView> here(List<? extends ObservedTask> tasks) {
        Map<ObservedTask, TaskView> views = new HashMap<>();
        tasks.forEach(task -> views.put(task, task.view(Optional.empty())));
        return views;
    }
}
