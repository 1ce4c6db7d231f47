package io.millrace.survival;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.operator.DeadLetter;
import io.millrace.survival.SurvivalRun.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what the sinks of a job have with what they have to have. */
final class Expectation {

    private final Outcome outcome;
    private final Object run;

    Expectation(Outcome outcome, Object run) {
        this.outcome = outcome;
        this.run = run;
    }

    void check() throws Exception {
        RandomJob job = outcome.job();
        job.decideBy(outcome.output());
        for (Map.Entry<String, Flow> sink : job.sinks().entrySet()) {
            String name = sink.getKey();
            List<Event> expected = sink.getValue().events();
            if (!outcome.isHosted() || !job.files().containsKey(name)) {
                check(name, outcome.output().apply(name), expected);
            }
            if (job.vaults().contains(name)
                    || (outcome.isHosted() && !job.files().containsKey(name))) {
                Vault vault = outcome.world().vault(name);
                check("vault " + name, vault.visible(), expected);
                assertThat(vault.wrong()).as("vault %s in %s", name, run).isEmpty();
                assertThat(vault.undecided()).as("vault %s in %s", name, run).isEmpty();
            }
            if (job.files().containsKey(name)) {
                check("file " + name, linesOf(name), texts(expected));
            }
        }
        job.checks().check(outcome, run);
        if (job.sendsDeadLetters()) {
            List<String> dead = outcome.output().apply(RandomJob.DEAD).stream()
                    .map(letter -> ((DeadLetter) letter).event())
                    .toList();
            check("dead letters", dead, job.dead());
        }
    }

    private List<String> linesOf(String name) throws Exception {
        byte[] content = outcome.disk().content(outcome.job().files().get(name));
        String text = new String(content, StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : List.of(text.split("\n", 0));
    }

    private static List<String> texts(List<Event> events) {
        return events.stream().map(Event::toString).toList();
    }

    private void check(String what, Collection<?> actual, Collection<?> expected) {
        Map<Object, Integer> missing = counts(expected);
        Map<Object, Integer> surplus = counts(actual);
        actual.forEach(each -> missing.computeIfPresent(each, (key, count) -> count == 1 ? null : count - 1));
        expected.forEach(each -> surplus.computeIfPresent(each, (key, count) -> count == 1 ? null : count - 1));
        if (outcome.atLeastOnce()) {
            surplus.keySet().removeAll(counts(expected).keySet());
        }
        assertThat(missing).as("what %s lacks in %s", what, run).isEmpty();
        assertThat(surplus).as("what %s should not have in %s", what, run).isEmpty();
    }

    private static Map<Object, Integer> counts(Collection<?> all) {
        Map<Object, Integer> counts = new HashMap<>();
        all.forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts;
    }
}
