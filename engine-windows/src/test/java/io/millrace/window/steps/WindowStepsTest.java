package io.millrace.window.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.window.Emit;
import io.millrace.window.Windows;
import io.millrace.window.steps.WindowCosts.Order;
import io.millrace.window.steps.WindowCosts.Progress;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
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

    private static final ToLongFunction<Object[]> COSTS = costs();

    private static ToLongFunction<Object[]> costs() {
        try {
            Callable<ToLongFunction<Object[]>> costs = new CountingLoader().make(WindowCosts.class);
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
    void shouldCostAnEventTheSameWhenMoreIsKept(String windows) {
        List<String> growing = new ArrayList<>();
        for (String emission : WindowCosts.emissionNames()) {
            for (Order order : Order.values()) {
                for (Progress progress : Progress.values()) {
                    for (boolean subtracts : new boolean[] {true, false}) {
                        for (int keys : new int[] {1, 50}) {
                            Object[] load = {windows, emission, subtracts, order.name(), progress.name(), keys};
                            check(load, growing);
                        }
                    }
                }
            }
        }
        assertThat(growing).isEmpty();
    }

    private static void check(Object[] load, List<String> growing) {
        int events = FEW / WindowCosts.resultsOf(load);
        long few = costOf(load, events);
        long many = few < 0 ? few : costOf(load, 4 * events);
        if (many > MOST * few) {
            growing.add(Arrays.toString(load) + ": " + few / 1000 + " steps for each, and then " + many / 1000 + "\n");
        }
    }

    private static long costOf(Object[] load, int events) {
        Object[] sized = Arrays.copyOf(load, load.length + 1);
        sized[load.length] = events;
        return COSTS.applyAsLong(sized);
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
