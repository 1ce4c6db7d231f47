package io.millrace.operator;

import java.util.List;

/** An operator that makes watermarks and can tell what they are made of. */
public interface SplitReport {

    /**
     * The splits of the source as this operator sees them; one where the source has no splits.
     *
     * @return a copy, by split; to be asked for on the task's thread only, while the operator is open
     */
    List<SplitStatus> splits();
}
