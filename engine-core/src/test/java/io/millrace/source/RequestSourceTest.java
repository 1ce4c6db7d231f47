package io.millrace.source;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Pipeline;
import io.millrace.function.Fn;
import io.millrace.job.JobState;
import io.millrace.operator.Emitter;
import io.millrace.operator.KeyedContext;
import io.millrace.operator.KeyedProcess;
import io.millrace.refusal.JobRefusedException.SourceInUseException;
import io.millrace.snapshot.Restart;
import io.millrace.source.RequestFailedException.Reason;
import io.millrace.state.ListSpec;
import io.millrace.state.ListState;
import io.millrace.testing.Simulation;
import io.millrace.testing.SimulationException;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a request, by itself and when its job fails, ends and begins. */
@Timeout(60)
class RequestSourceTest {

    private static final Duration RARELY = Duration.ofDays(1);

    private final RequestSource<String, Integer> words = Sources.requests(4, String.class, Integer.class);

    private Pipeline lengths() {
        return pipeline(request -> {
            if (request.question().isEmpty()) {
                throw new IllegalArgumentException("nothing asked");
            }
            return request.answer(request.question().length());
        });
    }

    private Pipeline pipeline(Fn<Request<String>, Answer<Integer>> function) {
        Pipeline pipeline = Pipeline.create("words");
        pipeline.source("questions", words).map(function).to("answers", words.answers());
        return pipeline;
    }

    @Test
    void shouldAnswerWhatIsAskedBeforeAndWhileTheJobRuns() {
        CompletableFuture<Integer> before = words.ask("before");
        Simulation run = Simulation.of(lengths()).settle();
        assertThat(before).isCompletedWithValue(6);

        CompletableFuture<Integer> first = words.ask("a");
        CompletableFuture<Integer> second = words.ask("bcd", ofSeconds(1));
        assertThat(first).isNotDone();
        run.settle();
        assertThat(first).isCompletedWithValue(1);
        assertThat(second).isCompletedWithValue(3);
        run.advance(ofSeconds(5)).drain();
        assertThat(run.state()).isEqualTo(JobState.FINISHED);
        assertThat(run.metrics().operators().get("answers").counters()).containsEntry("answered", 3L);
    }

    @Test
    void shouldRefuseAtOnceWhatIsBeyondTheCapacityAndTakeMoreWhenSomeAreAnswered() {
        List<CompletableFuture<Integer>> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open.add(words.ask("word"));
        }
        assertFailed(words.ask("one more"), Reason.FULL, "this request source has 4 open requests");
        Simulation run = Simulation.of(lengths()).settle();
        assertThat(open).allSatisfy(each -> assertThat(each).isCompletedWithValue(4));
        assertThat(words.ask("and now").isCompletedExceptionally()).isFalse();
        run.settle().drain();
        assertThat(run.metrics()
                        .operators()
                        .get("questions")
                        .gauges()
                        .get("requests refused")
                        .get(0))
                .isEqualTo(1L);
    }

    @Test
    void shouldEndARequestWhoseTimeIsOverAndTellWhereItIs() {
        Simulation run = Simulation.of(pipeline(request -> request.question().isEmpty()
                ? new Answer<>(new RequestId("questions", 0, 0), 1, null)
                : request.answer(1)));
        CompletableFuture<Integer> lost = words.ask("", ofMillis(50));
        CompletableFuture<Integer> later = words.ask("", ofMillis(200));
        run.settle().advance(ofMillis(49));
        assertThat(lost).isNotDone();
        run.advance(ofMillis(2));
        assertTimedOut(
                lost, "request 0 was not answered within PT0.05S: the pipeline has taken it and has not answered yet");
        assertThat(later).isNotDone();
        run.advance(ofMillis(160));
        assertTimedOut(later, "request 1 was not answered within PT0.2S");

        run.hold("questions");
        CompletableFuture<Integer> untaken = words.ask("x", ofMillis(5));
        run.advance(ofMillis(7));
        assertTimedOut(untaken, "the pipeline has not taken it yet: it is behind");
        run.release("questions").drain();
        assertThat(run.metrics().operators().get("answers").counters()).containsEntry("answers ignored", 2L);
    }

    @Test
    void shouldEndARequestInRealTimeWhileNoJobHasBegun() throws Exception {
        CompletableFuture<Integer> asked = words.ask("x", ofMillis(1));
        assertThatThrownBy(() -> asked.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("no job has begun that would take it");
        Simulation run = Simulation.of(lengths()).settle();
        assertThat(run.metrics()
                        .operators()
                        .get("questions")
                        .gauges()
                        .get("open requests")
                        .get(0))
                .isEqualTo(0L);
    }

    @Test
    void shouldFailAllThatAreOpenWhenTheJobRestartsAndAnswerWhatIsAskedInThePause() {
        Simulation run = Simulation.of(lengths())
                .snapshots(RARELY)
                .restart(Restart.fixedDelay(1, ofSeconds(1)))
                .settle();
        CompletableFuture<Integer> poison = words.ask("");
        CompletableFuture<Integer> beside = words.ask("beside");
        run.steps(10_000);
        assertThat(run.state()).isEqualTo(JobState.RESTARTING);
        assertFailed(poison, Reason.RESTARTED, "request 0 of source 'questions' was open when job 'words' failed");
        assertThat(beside).isDone();

        CompletableFuture<Integer> impatient = words.ask("impatient", ofMillis(10));
        List<CompletableFuture<Integer>> patient = List.of(words.ask("one"), words.ask("two", ofSeconds(2)));
        run.advance(ofMillis(20));
        assertTimedOut(impatient, "the job has failed and has not started again yet");
        run.advance(ofSeconds(1));
        assertThat(patient).allSatisfy(each -> assertThat(each).isCompletedWithValue(3));
    }

    @Test
    void shouldTellTheFailureThatNoAttemptFollows() {
        Simulation run = Simulation.of(lengths());
        CompletableFuture<Integer> poison = words.ask("");
        assertThatThrownBy(run::settle).isInstanceOf(SimulationException.class);
        assertFailed(poison, Reason.FAILED, "nothing asked");
        assertThatThrownBy(poison::join).rootCause().hasMessage("nothing asked");
        assertFailed(
                words.ask("again"), Reason.ENDED_BEFORE, "source 'questions' takes no more requests: its job is over");
    }

    @Test
    void shouldEndOpenRequestsWhenTheJobIsCancelledAndBeTakenByTheNextOne() {
        Simulation run = Simulation.of(lengths()).settle().hold("questions");
        CompletableFuture<Integer> open = words.ask("open");
        run.cancel();
        assertFailed(open, Reason.ENDED, "ended or was cancelled");
        run.release("questions").settle();
        assertFailed(words.ask("x"), Reason.ENDED_BEFORE, "its job is over");

        Simulation next = Simulation.of(lengths()).settle();
        List<CompletableFuture<Integer>> all = List.of(words.ask("1"), words.ask("2"), words.ask("3"), words.ask("4"));
        next.settle();
        assertThat(all).allSatisfy(each -> assertThat(each).isCompletedWithValue(1));
    }

    @Test
    void shouldAnswerWhatWasAskedBeforeTheJobIsStopped() {
        Simulation run = Simulation.of(lengths()).settle();
        CompletableFuture<Integer> before = words.ask("abc");
        run.stop();
        assertThat(before).isCompletedWithValue(3);
        assertThat(run.state()).isEqualTo(JobState.FINISHED);
        assertFailed(words.ask("x"), Reason.ENDED_BEFORE, "its job is over");
    }

    @Test
    void shouldEndWhatThePipelineHasNotAnsweredWhenItEnds() {
        Pipeline pipeline = Pipeline.create("words");
        pipeline.source("questions", words)
                .filter(request -> !request.question().isEmpty())
                .map(request -> request.answer(1))
                .to("answers", words.answers());
        Simulation run = Simulation.of(pipeline).settle();
        CompletableFuture<Integer> dropped = words.ask("");
        run.drain();
        assertFailed(dropped, Reason.ENDED, "request 0 of source 'questions' was open when job 'words' ended");
    }

    @Test
    void shouldIgnoreAndCountTheSecondAnswer() {
        Pipeline pipeline = Pipeline.create("words");
        pipeline.source("questions", words)
                .flatMap(
                        request -> List.<Answer<Integer>>of(request.answer(1), request.answer(2), request.refuse("no")))
                .to("answers", words.answers());
        Simulation run = Simulation.of(pipeline).settle();
        List<CompletableFuture<Integer>> all = List.of(words.ask("a"), words.ask("b"));
        run.settle();
        assertThat(all).allSatisfy(each -> assertThat(each).isCompletedWithValue(1));
        assertThat(run.metrics().operators().get("answers").counters())
                .containsEntry("answered", 2L)
                .containsEntry("answers ignored", 4L);
    }

    @Test
    void shouldTellWhoeverIsRefusedWhy() {
        Simulation run = Simulation.of(pipeline(request -> request.refuse("we are closed")));
        CompletableFuture<Integer> asked = words.ask("x");
        run.settle();
        assertFailed(asked, Reason.REFUSED, "we are closed");
    }

    @Test
    void shouldGiveThePlaceBackWhenWhoeverHasAskedGivesUp() {
        Simulation run = Simulation.of(lengths()).settle();
        for (int round = 0; round < 20; round++) {
            CompletableFuture<Integer> asked = words.ask("x");
            assertThat(asked.cancel(true)).isTrue();
            assertThat(asked).isCancelled();
            assertThat(words.ask("given").complete(7)).isTrue();
            run.settle();
        }
    }

    @Test
    void shouldGivePlacesBackWhileNobodyTakesAnything() {
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(words.ask("x").cancel(false)).isTrue();
            }
        }
        CompletableFuture<Integer> first = words.ask("first");
        assertThat(words.ask("x").complete(7)).isTrue();
        List<CompletableFuture<Integer>> open = List.of(words.ask("1"), words.ask("2"), words.ask("3"));
        assertFailed(words.ask("one more"), Reason.FULL, "this request source has 4 open requests");
        Simulation run = Simulation.of(lengths())
                .snapshots(RARELY)
                .restart(Restart.fixedDelay(1, ofSeconds(1)))
                .settle();
        assertThat(first).isCompletedWithValue(5);
        assertThat(open).allSatisfy(each -> assertThat(each).isCompletedWithValue(1));

        CompletableFuture<Integer> unused = words.ask("");
        run.steps(10_000);
        assertThat(run.state()).isEqualTo(JobState.RESTARTING);
        for (int i = 0; i < 20; i++) {
            assertThat(words.ask("x").cancel(false)).isTrue();
        }
        CompletableFuture<Integer> next = words.ask("next");
        run.advance(ofSeconds(2));
        assertThat(next).isCompletedWithValue(4);
    }

    @Test
    void shouldEndARequestInRealTimeBehindAJobThatWasRefused() {
        TestSourceContext context = new TestSourceContext();
        words.open(context);
        CompletableFuture<Integer> asked = words.ask("early");
        context.refuseJob();
        assertThat(asked).isNotDone();
        CompletableFuture<Integer> waiting = words.ask("x", ofMillis(1));
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("no job has begun that would take it");
        Simulation.of(lengths()).settle();
        assertThat(asked).isCompletedWithValue(5);
    }

    /** Answers all that it has kept of its key when one more comes. */
    private static final class Keeping extends KeyedProcess<Integer, Request<String>, Answer<Integer>> {
        private final ListState<RequestId> kept = list(ListSpec.of("kept", RequestId.class));

        @Override
        protected void process(Request<String> request, KeyedContext<Integer> context, Emitter<Answer<Integer>> out) {
            if (request.question().equals("boom")) {
                throw new IllegalStateException("boom");
            }
            if (request.question().equals("keep")) {
                kept.add(request.id());
                return;
            }
            kept.elements().forEach(id -> out.emit(id.answer(-1)));
            kept.clear();
            out.emit(request.answer(1));
        }
    }

    private static Pipeline keeping(RequestSource<String, Integer> source) {
        Pipeline pipeline = Pipeline.create("keeping");
        pipeline.source("questions", source)
                .timestamps(Timestamps.millis(Request::millis), Watermarks.ascending())
                .keyBy(request -> 1, Integer.class)
                .process("keeping", Keeping::new)
                .to("answers", source.answers());
        return pipeline;
    }

    @Test
    void shouldAnswerNobodyOutOfStateOfAnEarlierAttempt() {
        Simulation run = Simulation.of(keeping(words))
                .snapshots(RARELY)
                .restart(Restart.fixedDelay(9, ofMillis(1)))
                .settle();
        CompletableFuture<Integer> kept = words.ask("keep");
        run.settle().snapshot(null);
        CompletableFuture<Integer> unused = words.ask("boom").exceptionally(failure -> 0);
        run.advance(ofSeconds(1));
        assertFailed(kept, Reason.RESTARTED, "boom");
        List<CompletableFuture<Integer>> next =
                List.of(words.ask("keep"), words.ask("keep"), words.ask("keep"), words.ask("end"));
        run.settle();
        assertThat(next).extracting(CompletableFuture::join).containsExactly(-1, -1, -1, 1);
        assertThat(run.metrics().operators().get("answers").counters()).containsEntry("answers ignored", 1L);
    }

    @Test
    void shouldAnswerNobodyOutOfStateOfAnotherProcess() {
        Simulation run = Simulation.of(keeping(words)).snapshots(RARELY).settle();
        CompletableFuture<Integer> kept = words.ask("keep");
        run.settle().snapshot(null);
        run.crashAndRestore();
        assertFailed(kept, Reason.ENDED, "request 0 of source 'questions'");
        run.settle().cancel();

        RequestSource<String, Integer> fresh = Sources.requests(4);
        Simulation next = run.next(keeping(fresh)).snapshots(RARELY).settle();
        CompletableFuture<Integer> keptToo = fresh.ask("keep");
        next.settle();
        CompletableFuture<Integer> end = fresh.ask("end");
        next.settle();
        assertThat(List.of(keptToo, end)).extracting(CompletableFuture::join).containsExactly(-1, 1);
        assertThat(next.metrics().operators().get("answers").counters()).containsEntry("answers ignored", 1L);
    }

    @Test
    void shouldNameBothSourcesWhenAnAnswerGoesToTheWrongOne() {
        RequestSource<String, Integer> others = Sources.requests(4);
        Pipeline pipeline = Pipeline.create("mixed");
        pipeline.source("questions", words).map(request -> request.answer(1)).to("answers", others.answers());
        pipeline.source("others", others).map(request -> request.answer(1)).to("more answers", words.answers());
        Simulation run = Simulation.of(pipeline);
        CompletableFuture<Integer> unused = words.ask("x");
        assertThatThrownBy(run::settle)
                .hasMessageContaining("'answers'")
                .rootCause()
                .hasMessageContaining(
                        "this is an answer to source 'questions', and has come to the answers of source 'others'");
    }

    @Test
    void shouldKeepThreadsOfTheEngineFromWaitingForThemselves() {
        RequestSource<String, Integer> inner = Sources.requests(4);
        Pipeline pipeline = Pipeline.create("nested");
        pipeline.source("inner", inner).map(request -> request.answer(1)).to("inner answers", inner.answers());
        pipeline.source("questions", words)
                .map(request -> request.answer(
                        inner.ask("x").thenApply(answer -> answer + 1).join()))
                .to("answers", words.answers());
        Simulation run = Simulation.of(pipeline);
        CompletableFuture<Integer> unused = words.ask("x");
        assertThatThrownBy(run::settle)
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an answer of source 'inner' is waited for by the engine's thread");
    }

    @Test
    void shouldLetThreadsOfTheEngineAskWithoutWaiting() {
        RequestSource<String, Integer> inner = Sources.requests(4);
        List<Integer> seen = new ArrayList<>();
        Pipeline pipeline = Pipeline.create("nested");
        pipeline.source("inner", inner).map(request -> request.answer(1)).to("inner answers", inner.answers());
        pipeline.source("questions", words)
                .map(request -> {
                    CompletableFuture<Void> unused = inner.ask("x").thenAccept(seen::add);
                    return request.answer(2);
                })
                .to("answers", words.answers());
        Simulation run = Simulation.of(pipeline);
        CompletableFuture<Integer> asked = words.ask("x");
        run.settle().drain();
        assertThat(asked).isCompletedWithValue(2);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void shouldFeedOneJobAtATime() {
        Simulation.of(lengths()).settle();
        assertThatThrownBy(() -> Simulation.of(lengths()).settle())
                .cause()
                .isInstanceOf(SourceInUseException.class)
                .hasMessageContaining("it is asked, as 'questions', by job 'words', which has not ended");

        RequestSource<String, Integer> twice = Sources.requests(1);
        Pipeline pipeline = Pipeline.create("twice");
        pipeline.source("a", twice)
                .merge(pipeline.source("b", twice))
                .map(r -> r.answer(1))
                .to("out", twice.answers());
        assertThatThrownBy(() -> Simulation.of(pipeline).settle())
                .cause()
                .isInstanceOf(SourceInUseException.class)
                .hasMessageContaining("of the same job already");
    }

    @Test
    void shouldRefuseWhatCannotBeAsked() {
        assertThatThrownBy(() -> words.ask(null)).hasMessage("a question must not be null");
        assertThatThrownBy(() -> words.ask("x", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("give a positive timeout");
        assertThatThrownBy(() -> Sources.requests(0)).hasMessageContaining("at least 1 and at most 2^20");
        assertThatThrownBy(() -> Sources.requests(1 << 21)).hasMessageContaining("at least 1 and at most 2^20");
        RequestId id = new RequestId("questions", 1, 7);
        assertThatThrownBy(() -> id.answer(null)).hasMessage("the answer to request questions 1-7 must not be null");
        assertThatThrownBy(() -> new Answer<>(id, 1, "no")).hasMessageContaining("that to questions 1-7 has both");
    }

    private static void assertFailed(CompletableFuture<?> asked, Reason reason, String text) {
        assertThat(asked).isCompletedExceptionally();
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RequestFailedException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason))
                .hasMessageContaining(text);
    }

    private static void assertTimedOut(CompletableFuture<?> asked, String text) {
        assertThat(asked).isCompletedExceptionally();
        assertThatThrownBy(asked::join)
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining(text);
    }
}
