package io.millrace.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.operator.Timer;
import io.millrace.snapshot.Restart;
import io.millrace.source.RequestFailedException.Reason;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.state.ValueSpec;
import io.millrace.state.ValueState;
import io.millrace.testing.Seeds;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Random requests, at any moment, to a job that keeps some of them in state, forgets some, answers some twice, and is crashed, restarted and run at another parallelism: each ends once, with
 * its own answer or for a reason that there was.
 */
class RequestsModelTest {

    private static final int CAPACITY = 16;

    private static final int BREAKING = 1;

    /** Those that break the job are last. */
    enum Kind {
        NOW,
        TWICE,
        REFUSE,
        /** Answered when the next one of its key comes. */
        KEEP,
        /** Answered when event time has come by. */
        LATER,
        DROP,
        BOOM
    }

    record Question(int key, int number, Kind kind) {
        String answer() {
            return "answer " + key + " " + number;
        }
    }

    record Kept(RequestId id, Question question) {}

    /** Does with each request what it says. */
    private static final class Answering extends KeyedProcess<Integer, Request<Question>, Answer<String>> {
        private final ListState<Kept> kept = list(ListSpec.of("kept", Kept.class));
        private final ValueState<Kept> later = value(ValueSpec.of("later", Kept.class));
        private final Timer timer = eventTimer("due", this::onTime);

        @Override
        protected void process(Request<Question> request, KeyedContext<Integer> context, Emitter<Answer<String>> out) {
            Question question = request.question();
            kept.elements()
                    .forEach(each -> out.emit(each.id().answer(each.question().answer())));
            kept.clear();
            switch (question.kind()) {
                case NOW -> out.emit(request.answer(question.answer()));
                case TWICE -> {
                    out.emit(request.answer(question.answer()));
                    out.emit(request.answer("second " + question.answer()));
                }
                case REFUSE -> out.emit(request.refuse("refused " + question.number()));
                case KEEP -> kept.add(new Kept(request.id(), question));
                case LATER -> {
                    later.set(new Kept(request.id(), question));
                    timer.set(Instant.ofEpochMilli(request.millis() + 5));
                }
                case DROP -> {}
                case BOOM -> throw new IllegalStateException("boom " + question.number());
            }
        }

        private void onTime(KeyedContext<Integer> context, Emitter<Answer<String>> out) {
            out.emit(later.get().id().answer(later.get().question().answer()));
        }
    }

    private static Pipeline pipeline(RequestSource<Question, String> source) {
        Pipeline pipeline = Pipeline.create("model");
        pipeline.source("questions", source)
                .timestamps(Timestamps.millis(Request::millis), Watermarks.ascending())
                .keyBy(request -> request.question().key(), Integer.class)
                .process("answering", Answering::new)
                .rebalance()
                .map(answer -> answer)
                .to("answers", source.answers());
        return pipeline;
    }

    /** A request, and what was so when it was asked. */
    private record Sent(
            Question question, Duration timeout, long askedNanos, int endsBefore, CompletableFuture<String> answer) {}

    private static final class Model {
        private final SplittableRandom random;
        private final long seed;
        private final List<Sent> sent = new ArrayList<>();
        private RequestSource<Question, String> source;
        private Simulation run;

        /** How often all requests that were open have been failed, not by a question. */
        private int ends;

        private int processes;
        private boolean begun;

        Model(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            source = source();
            run = configured(Simulation.of(pipeline(source)).seed(seed));
        }

        private RequestSource<Question, String> source() {
            return Sources.requests(CAPACITY, Question.class, String.class);
        }

        private Simulation configured(Simulation simulation) {
            return simulation.snapshots(Duration.ofMillis(20)).restart(Restart.fixedDelay(100, Duration.ofMillis(3)));
        }

        void runAll() {
            int actions = 120;
            for (int i = 0; i < actions; i++) {
                int action = random.nextInt(100);
                begun |= action >= 60;
                if (action < 60) {
                    ask();
                } else if (action < 75) {
                    run.steps(random.nextInt(60));
                } else if (action < 88) {
                    run.advance(Duration.ofMillis(random.nextInt(12)));
                } else if (action < 96) {
                    settleAndCheck();
                } else if (action < 98) {
                    ends++;
                    run.crashAndRestore();
                } else {
                    anotherProcess();
                }
            }
            ends++;
            run.drain();
            run.run();
            sent.forEach(this::check);
            assertThat(sent).allSatisfy(each -> assertThat(each.answer()).isDone());
            assertThat(source.ask(new Question(0, -1, Kind.NOW))).isCompletedExceptionally();
        }

        private void ask() {
            Kind kind = List.of(Kind.values())
                    .get(random.nextInt(Kind.values().length - (random.nextInt(12) == 0 ? 0 : BREAKING)));
            Question question = new Question(random.nextInt(4), sent.size(), kind);
            // Until the job has begun a timeout is of real time.
            Duration timeout = !begun || random.nextInt(3) == 0 ? null : Duration.ofMillis(1 + random.nextInt(30));
            int endsBefore = ends + booms(true);
            long now = run.clock().nanos();
            CompletableFuture<String> answer = timeout == null ? source.ask(question) : source.ask(question, timeout);
            begun |= random.nextInt(5) == 0 && run.steps(0) == run;
            sent.add(new Sent(question, timeout, now, endsBefore, answer));
            if (random.nextInt(20) == 0) {
                answer.cancel(false);
            }
        }

        private int booms(boolean done) {
            return (int) sent.stream()
                    .filter(each -> each.question().kind() == Kind.BOOM
                            && (!done || each.answer().isDone()))
                    .count();
        }

        /** Whatever can be answered at once is, unless the job has failed since. */
        private void settleAndCheck() {
            run.settle();
            boolean runs = run.state() == JobState.RUNNING;
            for (Sent each : sent) {
                boolean atOnce = List.of(Kind.NOW, Kind.TWICE, Kind.REFUSE)
                        .contains(each.question().kind());
                if (runs && atOnce) {
                    assertThat(each.answer()).as("%s", each).isDone();
                }
                check(each);
            }
        }

        /** The job goes on in another process, which knows nothing of those who have asked before. */
        private void anotherProcess() {
            run.settle();
            ends++;
            run.cancel();
            assertThat(run.state()).isEqualTo(JobState.CANCELLED);
            assertThat(sent).allSatisfy(each -> assertThat(each.answer()).isDone());
            source = source();
            processes++;
            begun = false;
            run = configured(run.next(pipeline(source))).seed(seed + processes);
        }

        private void check(Sent each) {
            if (!each.answer().isDone() || each.answer().isCancelled()) {
                return;
            }
            Question question = each.question();
            try {
                String answer = each.answer().join();
                if (question.kind() == Kind.TWICE && answer.startsWith("second ")) {
                    // By way of another task, which was first.
                    answer = answer.substring("second ".length());
                }
                assertThat(answer).isEqualTo(question.answer());
                assertThat(question.kind()).isNotIn(Kind.DROP, Kind.REFUSE, Kind.BOOM);
            } catch (CompletionException e) {
                checkFailure(each, e.getCause());
            }
        }

        private void checkFailure(Sent each, Throwable failure) {
            if (failure instanceof TimeoutException) {
                long passed = run.clock().nanos() - each.askedNanos();
                assertThat(each.timeout()).isNotNull();
                assertThat(passed).isGreaterThanOrEqualTo(each.timeout().toNanos());
                return;
            }
            Reason reason = ((RequestFailedException) failure).reason();
            if (reason == Reason.REFUSED) {
                assertThat(each.question().kind()).isEqualTo(Kind.REFUSE);
                assertThat(failure).hasMessage("refused " + each.question().number());
            } else if (reason == Reason.FULL) {
                assertThat(sent.size()).isGreaterThan(CAPACITY);
            } else {
                assertThat(ends + booms(false)).as("%s", failure).isGreaterThan(each.endsBefore());
                assertThat(reason).isIn(Reason.RESTARTED, Reason.ENDED);
            }
        }
    }

    @Test
    void shouldEndEachRequestOnceWithItsOwnAnswerOrForAReason() {
        Seeds.check(60, seed -> new Model(seed).runAll());
    }

    @Test
    void shouldDoTheSameAgainWithTheSameSeed() {
        Seeds.check(3, seed -> {
            Model once = new Model(seed);
            Model again = new Model(seed);
            once.runAll();
            again.runAll();
            assertThat(outcomes(again)).isEqualTo(outcomes(once));
        });
    }

    private static List<String> outcomes(Model model) {
        return model.sent.stream()
                .map(each -> each.answer()
                        .handle((answer, failure) -> answer + " " + failure)
                        .join())
                .toList();
    }
}
