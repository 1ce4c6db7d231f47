package io.millrace.runtime.task;

import io.millrace.state.table.Shown;
import java.util.List;

/**
 * What a task says of the state of a key, between two steps. Immutable.
 *
 * @param state of the task: only while it runs there is something to be told
 * @param watermark the watermark that the operator was called with
 * @param entries what it keeps of the key
 * @param more whether it keeps more than that
 */
public record KeptState(TaskState state, long watermark, List<Shown.Entry> entries, boolean more) {}
