package io.millrace.runtime.explain;

import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.metrics.internal.HumanText;
import io.millrace.operator.SourceSplits.SplitStatus;
import io.millrace.runtime.task.TaskView;
import io.millrace.runtime.task.TaskView.StageView;
import io.millrace.time.EventTime;
import io.millrace.time.WatermarkStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Says why the operator that makes watermarks has not made the one that is needed. */
final class WatermarkOrigin {

    /** From then on an input counts as silent. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final ExplanationDraft answer;
    private final long needed;

    /** The lowest watermark of what is not held to account here, or the end of time when there is nothing else. */
    private long others;

    private String who;
    private boolean hasSplits;
    private TaskView view;
    private SplitStatus slowest;

    WatermarkOrigin(ExplanationDraft answer, long needed, long others) {
        this.answer = answer;
        this.needed = needed;
        this.others = others;
    }

    /** @param source its name, to stand in a sentence */
    Explanation explain(String source, TaskView task, StageView stage) {
        who = source;
        view = task;
        answer.heldBackBy(source);
        if (stage.ahead() > 0) {
            answer.say(HumanText.count(stage.ahead(), "event", "events")
                    + " of it were too far ahead of the clock, and are in the late stream of .timestamps(...).");
        }
        List<SplitStatus> active = stage.splits().stream()
                .filter(split -> split.status() == WatermarkStatus.ACTIVE)
                .sorted(Comparator.comparingLong(SplitStatus::watermark))
                .toList();
        if (active.isEmpty()) {
            return allIdle(answer, capitalized(who) + " is idle: " + lastEvent("its") + ".", needed);
        }
        slowest = active.get(0);
        hasSplits = stage.splits().size() > 1;
        if (hasSplits) {
            who = "split '" + slowest.split() + "' of " + who;
            answer.heldBackBy(who);
        }
        boolean otherSplitsWait = active.size() > 1 && active.get(1).watermark() > slowest.watermark();
        others = Math.min(others, active.size() > 1 ? active.get(1).watermark() : EventTime.MAX);
        return explain(otherSplitsWait);
    }

    private Explanation explain(boolean otherSplitsWait) {
        if (slowest.watermark() == EventTime.NONE) {
            return noWatermarkYet();
        }
        boolean othersWait = others != EventTime.MAX && others > slowest.watermark();
        if (othersWait && silence().compareTo(SILENCE) >= 0) {
            return silent();
        }
        return otherSplitsWait ? slowSplit() : needsNewerEvents(othersWait);
    }

    /** A source without timestamps behind it, from which only the end of the stream comes. */
    Explanation withoutWatermarks(String source, TaskView task) {
        view = task;
        return answer.heldBackBy(source)
                .say(capitalized(source) + " makes no watermarks. It " + given() + ".")
                .because(Cause.NO_WATERMARK_YET, "put .timestamps(...) behind it, so that its events have times.");
    }

    private Explanation noWatermarkYet() {
        boolean nothing = slowest.newest() == EventTime.NONE;
        answer.say("It waits for " + who + ", which "
                + (nothing
                        ? "has had no event with a time yet."
                        : "has had events up to " + HumanText.time(slowest.newest())
                                + ", but none that made a watermark (" + slowest.strategy() + ")."));
        sayIdleTimeout();
        String remedy = nothing
                ? "see whether the source has anything to give, and whether a filter before .timestamps(...) drops it"
                : "see what the events have to carry for these watermarks";
        return answer.because(
                Cause.NO_WATERMARK_YET,
                hasTimeout()
                        ? remedy + "."
                        : remedy + "; with .idleAfter(Duration) on its watermarks the others do not wait for it.");
    }

    private String given() {
        return view.rowsIn() == 0
                ? "has given no event yet"
                : "has given " + HumanText.count(view.rowsIn(), "event", "events");
    }

    private Explanation needsNewerEvents(boolean othersWait) {
        answer.say(capitalized(who) + " has given no event that is new enough: " + newest())
                .say(lastEvent(othersWait));
        return answer.because(
                Cause.NEEDS_NEWER_EVENTS,
                "wait for newer events; at the end of the stream, drain() fires every window. Where events come in better"
                        + " order than was assumed, a smaller bound fires sooner.");
    }

    private Explanation slowSplit() {
        answer.say("It waits for " + who + ", which is behind the others: " + newest())
                .say("The other splits are at " + HumanText.time(others) + " or further.");
        return answer.because(
                Cause.SLOW_SPLIT,
                "see why that split is read more slowly; if it may be silent for long, .idleAfter(Duration) on its"
                        + " watermarks has the others not wait for it.");
    }

    private String newest() {
        long behind = EventTime.minus(slowest.newest(), slowest.watermark());
        return "the newest is of " + HumanText.time(slowest.newest()) + ", and its watermark (" + slowest.strategy()
                + ") is "
                + HumanText.duration(Duration.ofMillis(behind)) + " behind that. At this distance, an event of "
                + HumanText.time(EventTime.plus(needed, behind)) + " or later is needed.";
    }

    private String lastEvent(boolean othersWait) {
        return lastEvent("Its") + "."
                + (othersWait ? " The other inputs are at " + HumanText.time(others) + " or further." : "");
    }

    /** In a job that has gone on from a snapshot event time may be known, and none have come. */
    private String lastEvent(String whose) {
        return view.lastRows() == null
                ? (whose.equals("Its") ? "It" : "it") + " has given no event yet"
                : whose + " last event came at " + HumanText.ago(view.lastRows(), view.now());
    }

    private Explanation silent() {
        answer.say("It waits for " + who + ", which is silent: its last event came at "
                + HumanText.ago(view.now().minus(silence()), view.now()) + ", and its watermark is "
                + HumanText.time(slowest.watermark()) + ". The others are at " + HumanText.time(others)
                + " or further, which is " + (others >= needed ? "enough." : "not enough either."));
        sayIdleTimeout();
        return hasTimeout()
                ? answer.because(
                        Cause.IDLE_TIMEOUT_PENDING, "wait, or give .idleAfter(...) on its watermarks a shorter time.")
                : answer.because(
                        Cause.SILENT_INPUT,
                        "if it may be silent for long, put .idleAfter(Duration) on its watermarks, so that the others do"
                                + " not wait for it.");
    }

    private void sayIdleTimeout() {
        if (!hasTimeout()) {
            answer.say("It has no idle timeout: it is waited for however long it is silent.");
            return;
        }
        Duration timeout = Duration.ofNanos(slowest.idleNanos());
        Duration left = timeout.minusNanos(slowest.silentNanos());
        answer.say("After a silence of " + HumanText.duration(timeout)
                + " it is declared idle, and the others do not wait for"
                + " it any more: "
                + (left.isNegative() || left.isZero()
                        ? "that is due now."
                        : "in " + HumanText.duration(left) + ", at "
                                + view.now().plus(left) + "."));
    }

    private boolean hasTimeout() {
        return slowest.idleNanos() != Long.MAX_VALUE;
    }

    /** Of the split where that is measured, else of the task. */
    private Duration silence() {
        if (slowest.silentNanos() > 0) {
            return Duration.ofNanos(slowest.silentNanos());
        }
        return view.lastRows() == null || hasTimeout() || hasSplits
                ? Duration.ZERO
                : Duration.between(view.lastRows(), view.now());
    }

    static Explanation allIdle(ExplanationDraft answer, String sentence, long needed) {
        return answer.say(sentence)
                .say("While nothing comes, event time stands still. It goes on with events that bring the watermark to "
                        + HumanText.time(needed) + ".")
                .because(
                        Cause.ALL_IDLE,
                        "at the end of the stream, drain() fires every window; .closeAfterIdle(Duration) on the watermarks"
                                + " has event time go on by the clock in such a silence.");
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
