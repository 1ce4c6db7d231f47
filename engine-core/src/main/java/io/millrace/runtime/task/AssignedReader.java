package io.millrace.runtime.task;

import io.millrace.edge.Waker;
import io.millrace.runtime.task.SourcePositions.Start;
import io.millrace.source.Split;
import io.millrace.time.EventTime;
import java.util.ArrayList;
import java.util.List;

/** A reader of a source as {@link SplitAssignment} sees it. Under the lock of that. */
final class AssignedReader {

    private final List<Start> waiting = new ArrayList<>();
    private int splits;
    private int given;
    private boolean gone;

    /** How far it is in event time: the least of its splits. */
    private long reached = EventTime.NONE;

    private Waker fetches = () -> {};
    private Waker task = () -> {};

    AssignedReader(List<Start> starts) {
        waiting.addAll(starts);
        splits = starts.size();
        given = splits;
    }

    void join(Waker itsFetches, Waker itsTask) {
        fetches = itsFetches;
        task = itsTask;
    }

    /** It gets nothing any more. */
    void goes() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    void reaches(long least) {
        reached = least;
    }

    long reached() {
        return reached;
    }

    void give(Split split) {
        waiting.add(new Start(split.id(), split.start()));
        splits++;
        given++;
    }

    /** What it has been given and has not taken yet. */
    List<Start> take() {
        List<Start> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    void ended() {
        splits--;
    }

    /** How many it has that have not ended. */
    int splits() {
        return splits;
    }

    /** How many it has been given in all. */
    int given() {
        return given;
    }

    /** Whether it has splits besides those that it has not taken yet. */
    boolean hasOthers() {
        return splits > waiting.size();
    }

    void wakeFetches() {
        fetches.wake();
    }

    void wakeTask() {
        task.wake();
    }
}
