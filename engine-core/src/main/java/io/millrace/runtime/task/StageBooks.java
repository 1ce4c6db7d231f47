package io.millrace.runtime.task;

import io.millrace.metrics.Account;
import io.millrace.metrics.Metrics;
import io.millrace.operator.Operator;
import io.millrace.runtime.metrics.MetricSet;
import io.millrace.runtime.metrics.MetricSet.Count;
import io.millrace.runtime.task.TaskBooks.Flow;
import io.millrace.state.log.SafeText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Counts the rows that come to a stage, once per batch, and tells what has become of them. Confined to the task's thread.
 */
final class StageBooks {

    private static final OptionalLong NONE = OptionalLong.of(0);

    /** What every operator may count by. */
    private static final List<String> COUNTED =
            List.of(Account.LATE, Account.AHEAD, Account.SKIPPED, Account.DEAD_LETTERS);

    private long in;

    /** Null where nothing is ever late. */
    private LateRows late;

    /** Of the stage whose loop goes through the rows of this one, too; null where none does. */
    private Stage fusedWith;

    private boolean begun;
    private OptionalLong restored = NONE;
    private long heldBefore;
    private Optional<Account> last = Optional.empty();

    /** What the operator could not tell, or null. */
    private String untold;

    void opened(LateRows newLate) {
        late = newLate;
    }

    void fusedWith(Stage first) {
        fusedWith = first;
    }

    /** State is as it was in the snapshot, of which the operator may keep events. */
    void begin(Operator<?, ?> operator) {
        update(operator);
        restored = last.map(Account::kept).orElse(NONE);
        heldBefore = last.flatMap(Account::held).map(Account.Held::kept).orElse(0L);
        begun = true;
    }

    void took(int rows) {
        in += rows;
        if (late != null) {
            late.took(rows);
        }
    }

    long in() {
        return in;
    }

    /** The operator is done with the rows that came. */
    void processed(long watermark) {
        if (late != null) {
            late.processed(watermark);
        }
    }

    /** The operator is about to close. */
    void close(Operator<?, ?> operator) {
        if (begun) {
            update(operator);
        }
    }

    private void update(Operator<?, ?> operator) {
        try {
            last = accountOf(operator);
        } catch (Throwable e) {
            last = Optional.empty();
            untold = "cannot give its account: " + SafeText.of(e);
        }
    }

    private static Optional<Account> accountOf(Operator<?, ?> operator) {
        return Objects.requireNonNull(operator.account(), "account returned null in place of an Optional");
    }

    /** What has become of the rows as of now; empty when the stage has not begun. */
    Optional<Flow> flow(Stage stage) {
        if (!begun) {
            return Optional.empty();
        }
        if (stage.operator() != null) {
            update(stage.operator());
        }
        boolean settled = isSettled(stage) && (fusedWith == null || isSettled(fusedWith));
        return Optional.of(new Flow(
                in,
                stage.mainPort().handedOver(),
                stage.aside(),
                restored,
                heldBefore,
                last,
                last.isPresent() ? Map.of() : counted(stage.context().metrics()),
                settled,
                Optional.ofNullable(untold).or(() -> settled ? stage.lost() : Optional.empty())));
    }

    private static boolean isSettled(Stage stage) {
        return !stage.isCalling() && !stage.isWaiting() && stage.hasHandedOver();
    }

    private static Map<String, Long> counted(MetricSet metrics) {
        Map<String, Long> reasons = new TreeMap<>();
        for (String reason : COUNTED) {
            Count count = metrics.count(Metrics.OF_THE_ENGINE + reason);
            if (count != null) {
                reasons.put(reason, count.value());
            }
        }
        return reasons;
    }
}
