package io.millrace.window.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.window.Emit;
import io.millrace.window.Windows;
import io.millrace.window.steps.WindowCosts.Order;
import io.millrace.window.steps.WindowCosts.Progress;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an event or a result costs does not grow with what is kept, whatever the windows, and however events come: counted
 * in steps.
 */
@Execution(ExecutionMode.SAME_THREAD) // the loader counts the steps of all threads
@Timeout(value = 12, unit = TimeUnit.HOURS) // for as many events as are asked for
class WindowStepsTest {

    private static final int FEW = Integer.getInteger("millrace.steps", 300);

    /** Four times as much may cost five times as much. */
    private static final double MOST = 5.0 / 4;

    private static final Function<Object[], long[]> COSTS = costs();

    private static Function<Object[], long[]> costs() {
        try {
            Callable<Function<Object[], long[]>> costs = new CountingLoader().make(WindowCosts.class);
            return costs.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> windows() {
        return WindowCosts.windowNames();
    }

    @ParameterizedTest
    @MethodSource("windows")
    void shouldCostFiveTimesAsMuchAtMostWhenThereIsFourTimesAsMuch(String windows) {
        List<String> growing = new ArrayList<>();
        for (String emission : WindowCosts.emissionNames()) {
            for (Order order : Order.values()) {
                for (Progress progress : Progress.values()) {
                    for (boolean subtracts : new boolean[] {true, false}) {
                        for (int keys : new int[] {1, 20}) {
                            Load load = new Load(windows, emission, subtracts, order, progress, keys);
                            if (load.isOfInterest()) {
                                load.check(growing);
                            }
                        }
                    }
                }
            }
        }
        assertThat(growing).isEmpty();
    }

    private record Load(String windows, String emission, boolean subtracts, Order order, Progress progress, int keys) {

        /** Other emissions than at the end make a difference where nothing is dropped, and for a single key. */
        boolean isOfInterest() {
            boolean isPlain = emission.equals("atEnd");
            return !isKnownToGrow()
                    && (isPlain || (!subtracts && keys == 1 && (progress == Progress.BEHIND || isKept())));
        }

        private boolean isKept() {
            return progress == Progress.KEPT || progress == Progress.SNAPSHOTS;
        }

        /** With the length of windows, and not with what is kept besides: as the guide says. */
        private boolean isKnownToGrow() {
            return switch (windows) {
                // where results come early each window is looked at
                case "sliding at length", "cumulative at length" -> !emission.equals("atEnd");
                // an event that comes among those of its window, and is told at once, alone, looks at its neighbors
                case "trailing at length" -> emission.equals("whenFirst") && order == Order.SHUFFLED;
                default -> false;
            };
        }

        private int events() {
            return windows.endsWith("at length") && progress != Progress.BEHIND ? FEW / 3 : FEW;
        }

        void check(List<String> growing) {
            long[] few = cost(events());
            if (few == null) {
                return;
            }
            long[] many = cost(4 * events());
            // what is told has to be paid for, and may be more than four times as much
            double most = MOST * Math.max(4, (double) many[1] / Math.max(1, few[1]));
            if (many[0] > most * few[0]) {
                growing.add(this + ": " + few[0] + " steps for " + few[1] + " results, and then " + many[0] + " for "
                        + many[1] + "\n");
            }
        }

        private long[] cost(int events) {
            return COSTS.apply(
                    new Object[] {windows, emission, subtracts, order.name(), progress.name(), keys, events});
        }
    }

    @Test
    void shouldKnowAllWindowsAndEmissions() {
        assertThat(WindowCosts.windowNames()).contains(factoriesOf(Windows.class));
        assertThat(WindowCosts.emissionNames()).contains(factoriesOf(Emit.class));
    }

    private static String[] factoriesOf(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .distinct()
                .toArray(String[]::new);
    }
}
