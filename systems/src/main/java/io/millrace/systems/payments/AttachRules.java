package io.millrace.systems.payments;

import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.RulesProcess;
import io.millrace.operator.RulesProcess.RuleContext;
import io.millrace.state.MapState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

// tag::rules
/** Gives each payment the rules that hold when it comes: those of the program, changed by what was posted since. */
final class AttachRules extends RulesProcess<String, Evidence, Rule, Evidence> {

    /** No more of them are taken: each payment is written down with its rules. */
    private static final int MOST = 100;

    private final MapState<String, Rule> posted = shared("posted", String.class, Rule.class);

    @Override
    protected void rule(Rule rule, RuleContext context) {
        if (posted.contains(rule.id()) || held().size() < MOST) {
            posted.put(rule.id(), rule);
        }
    }

    @Override
    protected void process(Evidence evidence, KeyedContext<String> context, Emitter<Evidence> out) {
        out.emit(evidence.withRules(held()));
    }

    private List<Rule> held() {
        Map<String, Rule> held = new LinkedHashMap<>();
        Rule.DEFAULTS.forEach(rule -> held.put(rule.id(), rule));
        posted.entries().forEach(entry -> held.put(entry.getKey(), entry.getValue()));
        held.values().removeIf(rule -> rule.action() == Action.ALLOW);
        return List.copyOf(held.values());
    }
}
// end::rules
