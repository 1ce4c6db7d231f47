package io.millrace.runtime.task;

import io.millrace.runtime.schedule.Unit;
import io.millrace.runtime.task.TaskView.KeyQuestion;
import io.millrace.runtime.task.TaskView.TaskState;
import io.millrace.state.table.Shown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** A task as those know it who ask what it is at. */
public interface ObservedTask extends Unit {

    /**
     * Has the task say what it is at, on its own thread and between steps; called by another thread. A task that has
     * closed answers at once.
     *
     * @param question what is asked of an operator, if anything
     */
    Future<TaskView> ask(Optional<KeyQuestion> question);

    /** As {@link #ask}; empty when it does not answer in time. */
    Optional<TaskView> answer(Optional<KeyQuestion> question, Duration patience) throws InterruptedException;

    /** The same, to be called by whoever runs the task. */
    TaskView view(Optional<KeyQuestion> question);

    /** The operator whose function is being called, about right from any thread. */
    Optional<String> calling();

    /** As {@link #answer}, what the operator that is asked keeps of the key. */
    Optional<KeptState> kept(KeyQuestion question, Duration patience) throws InterruptedException;

    /** The same, to be called by whoever runs the task. */
    KeptState kept(KeyQuestion question);

    /** As {@link #answer}, what has become of its rows. */
    Optional<TaskBooks> books(Duration patience) throws InterruptedException;

    /** The same, to be called by whoever runs the task. */
    TaskBooks books();

    /**
     * What a task keeps of a key, as it says between two steps. Immutable.
     *
     * @param state of the task: only while it runs there is something to be told
     * @param watermark the watermark that the operator was called with
     * @param entries what it keeps of the key
     * @param more whether it keeps more than that
     */
    record KeptState(TaskState state, long watermark, List<Shown.Entry> entries, boolean more) {}
}
