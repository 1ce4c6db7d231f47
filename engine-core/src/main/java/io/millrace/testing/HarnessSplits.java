package io.millrace.testing;

import io.millrace.operator.SourceSplits;
import io.millrace.operator.SourceSplits.SplitStatus;
import java.util.ArrayList;
import java.util.List;

/** The splits that an operator under test is told of. */
final class HarnessSplits implements SourceSplits {

    /** By number; null where a number is free. */
    private final List<String> ids = new ArrayList<>();

    private Follower follower;
    private boolean has;
    private int current;

    /** The same splits for another operator. */
    HarnessSplits copy() {
        HarnessSplits copy = new HarnessSplits();
        copy.has = has;
        copy.ids.addAll(ids);
        copy.ids.removeIf(id -> id == null);
        return copy;
    }

    void add(String id) throws Exception {
        has = true;
        int number = ids.indexOf(null);
        if (number < 0) {
            number = ids.size();
            ids.add(id);
        } else {
            ids.set(number, id);
        }
        if (follower != null) {
            follower.onSplit(number, id);
        }
    }

    void rowsOf(String id) {
        current = numberOf(id);
    }

    void end(String id) throws Exception {
        int number = numberOf(id);
        ids.set(number, null);
        if (follower != null) {
            follower.onEnd(number);
        }
    }

    List<SplitStatus> statuses() {
        return follower == null ? List.of() : follower.statuses();
    }

    private int numberOf(String id) {
        int number = ids.indexOf(id);
        if (number < 0) {
            throw new IllegalArgumentException("there is no split '" + id + "'; there are " + ids);
        }
        return number;
    }

    @Override
    public int current() {
        return current;
    }

    @Override
    public void follow(Follower newFollower) throws Exception {
        follower = newFollower;
        if (!has) {
            follower.onSplit(0, null);
            follower.onBegin();
        }
    }

    /** The operator has its state, and the source opens. */
    void begin() throws Exception {
        if (!has || follower == null) {
            return;
        }
        for (int number = 0; number < ids.size(); number++) {
            if (ids.get(number) != null) {
                follower.onSplit(number, ids.get(number));
            }
        }
        follower.onBegin();
    }

    @Override
    public void align(int split, long watermark, long maxDrift) {}

    @Override
    public boolean isHeld(int split) {
        return false;
    }
}
