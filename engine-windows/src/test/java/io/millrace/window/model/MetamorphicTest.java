package io.millrace.window.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testing.Seeds;
import io.millrace.time.EventTime;
import io.millrace.window.model.Step.What;
import io.millrace.window.spi.PaneInfo.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What must not make a difference, without a model that could be wrong in the same way. */
class MetamorphicTest {

    private static final int SEEDS = 60;

    @Test
    void shouldGiveTheSameWhenEventsBetweenWatermarksAreInAnotherOrder() {
        Seeds.check(SEEDS, seed -> {
            RandomPipeline plain = plain(seed);
            if (plain.windows().counts()) {
                return;
            }
            assertSame(
                    plain, firstAndLast(run(plain, seed)), firstAndLast(run(plain.with(shuffled(plain, seed)), seed)));
        });
    }

    @Test
    void shouldGiveTheSameWhenWatermarksComeMoreOften() {
        Seeds.check(SEEDS, seed -> {
            RandomPipeline plain = plain(seed);
            assertSame(plain, firstAndLast(run(plain, seed)), firstAndLast(run(plain.with(refined(plain)), seed)));
        });
    }

    @Test
    void shouldGiveTheSameHoweverItIsRun() {
        Seeds.check(SEEDS, seed -> {
            RandomPipeline random = RandomPipeline.of(seed);
            List<String> once = random.comparable(run(random, seed));
            List<String> again = random.comparable(run(random, seed + 1_000_003));
            assertThat(again).as(random.toString()).isEqualTo(once);
        });
    }

    @Test
    void shouldShiftResultsWhenTimeIsShifted() {
        Seeds.check(SEEDS, seed -> {
            long size = 1 + seed % 40;
            RandomPipeline plain = plain(seed).with(WindowKind.tumbling(size, 0));
            long first = plain.steps().isEmpty() ? 0 : plain.steps().get(0).time();
            RandomPipeline here = plain.with(shifted(plain, -first));
            long shift = size * new SplittableRandom(seed).nextInt(-1_000_000, 1_000_000);
            List<Result> there = run(here.with(shifted(here, shift)), seed);
            assertSame(
                    here,
                    here.comparable(run(here, seed)),
                    here.comparable(there.stream()
                            .map(result -> shifted(result, -shift))
                            .toList()));
        });
    }

    @Test
    void shouldGiveTheSameWhenWindowsOfOneSizeAreSaidInAnotherWay() {
        Seeds.check(SEEDS, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long size = 1L + random.nextInt(40);
            long offset = random.nextLong(-size + 1, size);
            RandomPipeline tumbling = RandomPipeline.of(seed).with(WindowKind.tumbling(size, offset));
            if (tumbling.aggregate().ordered() || tumbling.emit().rule().byClock()) {
                return;
            }
            List<String> expected = sorted(run(tumbling, seed));
            for (WindowKind same :
                    List.of(WindowKind.sliding(size, size, offset), WindowKind.cumulative(size, size, offset))) {
                assertSame(tumbling, expected, sorted(run(tumbling.with(same), seed)));
            }
        });
    }

    private static List<String> sorted(List<Result> results) {
        return results.stream().sorted(Result.BY_WINDOW).map(Result::toString).toList();
    }

    private static List<Result> run(RandomPipeline pipeline, long seed) {
        return Run.of(pipeline, seed).toTheEnd().results();
    }

    /**
     * At the end, on event time: where a result does not depend on what came between two watermarks first. Whether a late
     * event finds a session that it can join does, unless all sessions are kept.
     */
    private static RandomPipeline plain(long seed) {
        RandomPipeline random = RandomPipeline.of(seed);
        return new RandomPipeline(
                random.windows(),
                random.windows().merges() ? EventTime.MAX : random.lateness(),
                false,
                EmitKind.atEnd(),
                AggregateKind.distinct(),
                random.steps().stream()
                        .filter(step -> step.what() != What.CLOCK)
                        .toList());
    }

    /** The results on time, and the last one of each window that has not become part of another. */
    private static List<String> firstAndLast(List<Result> results) {
        List<Result> sorted = results.stream().sorted(Result.BY_WINDOW).toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Result result = sorted.get(i);
            boolean last = i == sorted.size() - 1 || Result.BY_WINDOW.compare(result, sorted.get(i + 1)) != 0;
            if ((last && sorted.stream().noneMatch(result::isPartOf))
                    || result.pane().timing() == Timing.ON_TIME) {
                texts.add(result.key() + "=" + result.value() + "[" + result.start() + "," + result.end() + ")");
            }
        }
        return texts;
    }

    private static void assertSame(RandomPipeline pipeline, List<String> expected, List<String> actual) {
        assertThat(actual).as(pipeline.toString()).isEqualTo(expected);
    }

    private static List<Step> shuffled(RandomPipeline pipeline, long seed) {
        List<Step> shuffled = new ArrayList<>();
        List<Step> events = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        for (Step step : pipeline.steps()) {
            if (step.isEvent()) {
                events.add(step);
            } else {
                takeInAnyOrder(events, shuffled, random);
                shuffled.add(step);
            }
        }
        takeInAnyOrder(events, shuffled, random);
        return shuffled;
    }

    private static void takeInAnyOrder(List<Step> events, List<Step> taken, SplittableRandom random) {
        while (!events.isEmpty()) {
            taken.add(events.remove(random.nextInt(events.size())));
        }
    }

    /** Before each watermark another, halfway from the one before. */
    private static List<Step> refined(RandomPipeline pipeline) {
        List<Step> refined = new ArrayList<>();
        Long previous = null;
        for (Step step : pipeline.steps()) {
            if (step.what() == What.WATERMARK) {
                if (previous != null && previous < step.time()) {
                    refined.add(Step.watermark(previous + (step.time() - previous) / 2));
                }
                previous = previous == null ? step.time() : Math.max(previous, step.time());
            }
            refined.add(step);
        }
        return refined;
    }

    private static List<Step> shifted(RandomPipeline pipeline, long shift) {
        return pipeline.steps().stream()
                .map(step -> step.isEvent()
                        ? Step.event(new Event(step.event().key(), step.event().value(), step.time() + shift))
                        : Step.watermark(step.time() + shift))
                .toList();
    }

    private static Result shifted(Result result, long shift) {
        return new Result(
                result.key(),
                result.start() + shift,
                result.end() + shift,
                result.value(),
                result.timestamp() + shift,
                result.pane());
    }
}
