package io.millrace.systems.payments;

import io.millrace.operator.ConnectedProcess;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.source.Answer;
import io.millrace.source.RequestId;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.Ttl;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;

/** Answers whoever has asked about a payment, and tells who asks again the same. */
final class Reply extends ConnectedProcess<String, Decision, Evidence, Answer<Outcome>> {

    private static final Ttl REMEMBERED = Ttl.eventTime(PaymentsPipeline.REMEMBERED);

    private final ValueState<Outcome> outcome =
            value(ValueSpec.of("outcome", Outcome.class).ttl(REMEMBERED));
    private final ListState<RequestId> waiting =
            list(ListSpec.of("waiting", RequestId.class).ttl(REMEMBERED));

    @Override
    protected void left(Decision decision, KeyedContext<String> context, Emitter<Answer<Outcome>> out) {
        outcome.set(decision.outcome());
        out.emit(decision.evidence().request().answer(decision.outcome()));
        waiting.elements().forEach(request -> out.emit(request.answer(decision.outcome())));
        waiting.clear();
    }

    @Override
    protected void right(Evidence again, KeyedContext<String> context, Emitter<Answer<Outcome>> out) {
        Outcome known = outcome.get();
        if (known == null) {
            waiting.add(again.request());
        } else {
            out.emit(again.request().answer(known));
        }
    }
}
