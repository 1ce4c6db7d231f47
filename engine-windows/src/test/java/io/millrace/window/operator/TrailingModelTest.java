package io.millrace.window.operator;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.collect;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.mapping;
import static io.millrace.window.Aggregates.sumLong;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.testing.Seeds;
import io.millrace.window.operator.WindowModel.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trailing windows against {@link TrailingModel}: same steps in, same results out, in the same order. */
class TrailingModelTest {

    private static final Aggregate<Event, ?, String> IN_ORDER = mapping(Event::value, text());
    private static final Aggregate<Event, ?, String> SUBTRACTED =
            allOf(count(), sumLong(Event::value), (count, sum) -> count + "/" + sum);

    @ParameterizedTest(name = "{0}, subtracting: {1}")
    @CsvSource({
        "AT_END, false",
        "AT_END, true",
        "ON_UPDATE, false",
        "ON_UPDATE, true",
        "WHEN_FIRST, false",
        "WHEN_FIRST, true"
    })
    void shouldGiveWhatTheModelGives(Mode mode, boolean subtracts) {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            boolean isLarge = random.nextInt(20) == 0; // a key with many chunks
            TrailingModel.Spec spec = random(isLarge ? 1_500 : 60, mode, subtracts, random);
            List<Step> steps = withRestarts(
                    isLarge ? Step.random(random, 500, 1) : Step.random(random, 1 + random.nextInt(80)), random);
            String text = steps.stream()
                    .map(step -> step == null ? "SNAP" : step.toString())
                    .collect(Collectors.joining(" "));
            int room = random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
            Emission<Event, ?, String> emission = emission(spec, subtracts ? SUBTRACTED : IN_ORDER);
            String actual = Script.run(
                    () -> WindowOperator.trailing(spec.size(), Script.logic(emission, spec.lateness())),
                    text,
                    room,
                    1 + random.nextInt(20));
            assertThat(actual).as("%s: %s", spec, text).isEqualTo(String.join(" ", TrailingModel.run(spec, steps)));
        });
    }

    private static TrailingModel.Spec random(int longest, Mode mode, boolean subtracts, SplittableRandom random) {
        int divisor = 1 + random.nextInt(5);
        return new TrailingModel.Spec(
                1L + random.nextInt(longest),
                random.nextBoolean() ? 0 : random.nextInt(100),
                mode,
                subtracts
                        ? TrailingModelTest::countAndSum
                        : values -> values.toString().replace(", ", ","),
                result -> Math.floorMod(result.hashCode(), divisor) == 0);
    }

    private static String countAndSum(List<Long> values) {
        return values.size() + "/" + values.stream().mapToLong(Long::longValue).sum();
    }

    private static Aggregate<Long, ?, String> text() {
        return allOf(collect(), count(), (values, count) -> values.toString().replace(", ", ","));
    }

    private static Emission<Event, ?, String> emission(TrailingModel.Spec spec, Aggregate<Event, ?, String> aggregate) {
        return switch (spec.mode()) {
            case AT_END -> Emission.atEnd(aggregate);
            case ON_UPDATE -> Emission.onUpdate(aggregate);
            case WHEN_FIRST -> Emission.whenFirst(aggregate, spec.condition()::test);
        };
    }

    /** Puts a restart anywhere; null stands for it. */
    static List<Step> withRestarts(List<Step> steps, SplittableRandom random) {
        List<Step> result = new ArrayList<>();
        for (Step step : steps) {
            if (random.nextInt(20) == 0) {
                result.add(null);
            }
            result.add(step);
        }
        return result;
    }
}
