package io.millrace.window.operator;

import static io.millrace.window.Aggregates.allOf;
import static io.millrace.window.Aggregates.count;
import static io.millrace.window.Aggregates.distinct;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.Aggregate;
import io.millrace.testing.Seeds;
import io.millrace.window.operator.WindowModel.Mode;
import io.millrace.window.operator.WindowModel.Spec;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operators against {@link WindowModel}: same steps in, same results out, in the same order. */
class WindowModelTest {

    private static final Aggregate<Event, ?, Set<Long>> VALUES =
            allOf(distinct(Event::value), count(), (values, count) -> new TreeSet<>(values));

    @ParameterizedTest(name = "sessions: {0}, {1}")
    @CsvSource({
        "false, AT_END",
        "false, ON_UPDATE",
        "false, WHEN_FIRST",
        "true, AT_END",
        "true, ON_UPDATE",
        "true, WHEN_FIRST"
    })
    void shouldGiveWhatTheModelGives(boolean session, Mode mode) {
        Seeds.check(200, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            Spec spec = random(session, mode, random);
            List<Step> steps = Step.random(random, 1 + random.nextInt(300));
            String text = steps.stream().map(Step::toString).collect(Collectors.joining(" "));
            int room = random.nextBoolean() ? 1 + random.nextInt(3) : Integer.MAX_VALUE;
            String actual = Script.run(() -> operator(spec), text, room, 1 + random.nextInt(20));
            assertThat(actual).as("%s: %s", spec, text).isEqualTo(String.join(" ", WindowModel.run(spec, steps)));
        });
    }

    static Spec random(boolean session, Mode mode, SplittableRandom random) {
        long length = 1L + random.nextInt(40);
        long offset = session ? 0 : random.nextLong(-length + 1, length);
        long lateness = random.nextBoolean() ? 0 : random.nextInt(100);
        return new Spec(session, length, offset, lateness, mode, 1 + random.nextInt(5));
    }

    private static WindowOperator<String, Event, String> operator(Spec spec) {
        WindowLogic<String, Event, ?, Set<Long>, String> logic = Script.logic(emission(spec), spec.lateness());
        return spec.session()
                ? WindowOperator.keyed(SessionWindowTest.sessions(spec.length()), logic)
                : WindowOperator.tumbling(new PaneGrid(spec.length(), spec.offset()), logic);
    }

    private static Emission<Event, ?, Set<Long>> emission(Spec spec) {
        return switch (spec.mode()) {
            case AT_END -> Emission.atEnd(VALUES);
            case ON_UPDATE -> Emission.onUpdate(VALUES);
            case WHEN_FIRST -> Emission.whenFirst(VALUES, spec::isSatisfiedBy);
        };
    }
}
