package io.millrace.window.model;

import static java.time.Duration.ofMillis;

import io.millrace.time.EventTime;
import io.millrace.window.Emit;
import io.millrace.window.spi.Trigger;
import java.util.SplittableRandom;

/**
 * When results are emitted: how a program says it, and what that means.
 *
 * @param code as a program says it
 * @param emit the same, to be run
 * @param rule what it means
 * @param discarding whether a result tells of the events since the one before only
 */
record EmitKind(String code, Emit<Object> emit, Rule rule, boolean discarding) {

    /** What has to be known of a window to tell whether an event makes it emit. */
    interface Asked {

        /** The events since it last emitted by its rule, while the rule was asked. */
        int events();

        Object value();

        boolean hasEmitted();
    }

    /** A window that is looked at from the outside. */
    record Look(Object value, boolean hasEmitted) implements Asked {
        @Override
        public int events() {
            throw new UnsupportedOperationException("only windows that triggers are for count events");
        }
    }

    /** When a window emits; at its end only, unless something else is said. */
    interface Rule {

        default boolean atEnd() {
            return true;
        }

        default boolean once() {
            return false;
        }

        default boolean onEvent(Asked window) {
            return false;
        }

        /** When it wants to be called, once an event has come; {@link EventTime#MAX} for never. */
        default long alarm(long timestamp, long now) {
            return EventTime.MAX;
        }

        /** When it wants to be called next, once its time has come. */
        default long nextAlarm(long due, long now) {
            return EventTime.MAX;
        }

        default boolean byClock() {
            return false;
        }
    }

    /** For windows that take no triggers; nor, if there are to be results at the end only, any others. */
    static EmitKind randomSimple(SplittableRandom random, boolean atEndOnly) {
        return switch (atEndOnly ? 0 : random.nextInt(3)) {
            case 0 -> atEnd();
            case 1 -> onUpdate();
            default -> whenFirst(1 + random.nextInt(5));
        };
    }

    static EmitKind random(SplittableRandom random, long scale) {
        EmitKind kind = anyOf(random, scale);
        return kind.mayDiscard() && random.nextInt(3) == 0 ? kind.discards() : kind;
    }

    private static EmitKind anyOf(SplittableRandom random, long scale) {
        int number = 1 + random.nextInt(5);
        long interval = (1 + random.nextInt(50)) * scale;
        return switch (random.nextInt(9)) {
            case 0, 1 -> atEnd();
            case 2 -> onUpdate();
            case 3 -> whenFirst(number);
            case 4 -> everyEvents(number);
            case 5 -> every(interval);
            case 6 -> everyProcessingTime(interval);
            case 7 -> whenDivisible(number, random.nextBoolean());
            default -> after(interval, random.nextBoolean());
        };
    }

    static EmitKind atEnd() {
        return new EmitKind("Emit.atEnd()", Emit.atEnd(), new Rule() {}, false);
    }

    private static EmitKind onUpdate() {
        return new EmitKind("Emit.onUpdate()", Emit.onUpdate(), new OnEvent(false, false, window -> true), false);
    }

    private static EmitKind whenFirst(int divisor) {
        return new EmitKind(
                "Emit.whenFirst(divisible by " + divisor + ")",
                Emit.whenFirst(value -> isDivisible(value, divisor)),
                new OnEvent(false, true, window -> !window.hasEmitted() && isDivisible(window.value(), divisor)),
                false);
    }

    private static EmitKind everyEvents(int events) {
        return new EmitKind(
                "Emit.everyEvents(" + events + ")",
                Emit.everyEvents(events),
                new OnEvent(true, false, window -> window.events() >= events),
                false);
    }

    private static EmitKind every(long interval) {
        return new EmitKind(
                "Emit.every(ofMillis(" + interval + "))",
                Emit.every(ofMillis(interval)),
                new Multiples(interval, false),
                false);
    }

    private static EmitKind everyProcessingTime(long interval) {
        return new EmitKind(
                "Emit.everyProcessingTime(ofMillis(" + interval + "))",
                Emit.everyProcessingTime(ofMillis(interval)),
                new Multiples(interval, true),
                false);
    }

    private static EmitKind whenDivisible(int divisor, boolean atEnd) {
        return when(
                new Triggers.Divisible(divisor, atEnd),
                new OnEvent(atEnd, false, window -> isDivisible(window.value(), divisor)));
    }

    private static EmitKind after(long delay, boolean atEnd) {
        return when(new Triggers.After(delay, atEnd), new After(delay, atEnd));
    }

    private static EmitKind when(Trigger<Object, ?> trigger, Rule rule) {
        return new EmitKind("Emit.when(" + trigger + ")", Emit.when(trigger), rule, false);
    }

    static boolean isDivisible(Object value, int divisor) {
        return value.hashCode() % divisor == 0;
    }

    /** Whether each result can tell of the events since the one before. */
    private boolean mayDiscard() {
        return !rule.once() && !code.equals(onUpdate().code);
    }

    private EmitKind discards() {
        return new EmitKind(code + ".discarding()", emit.discarding(), rule, true);
    }

    @Override
    public String toString() {
        return code;
    }

    private record OnEvent(boolean atEnd, boolean once, java.util.function.Predicate<Asked> condition) implements Rule {
        @Override
        public boolean onEvent(Asked window) {
            return condition.test(window);
        }
    }

    /** At the multiples of an interval; those that time jumps over count as one. */
    private record Multiples(long interval, boolean byClock) implements Rule {
        @Override
        public long alarm(long timestamp, long now) {
            return multipleBehind(byClock ? now : Math.max(timestamp, now));
        }

        @Override
        public long nextAlarm(long due, long now) {
            return multipleBehind(Math.max(due, now));
        }

        private long multipleBehind(long time) {
            return EventTime.plus(time, interval - Math.floorMod(time, interval));
        }
    }

    private record After(long delay, boolean atEnd) implements Rule {
        @Override
        public long alarm(long timestamp, long now) {
            return EventTime.plus(timestamp, delay);
        }
    }
}
