package io.millrace.flow;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.millrace.Engine;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.sink.PublisherSink;
import io.millrace.sink.Sinks;
import io.millrace.source.Source;
import io.millrace.source.Sources;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, by their own test kit: what a sink publishes, and what a source subscribes with. */
@Execution(ExecutionMode.CONCURRENT)
class FlowTckTest {

    private static final int BUFFER = 4;
    private static final Engine ENGINE = Engine.create();

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static TestEnvironment environment() {
        return new TestEnvironment(5_000, 50);
    }

    /** What a job publishes that starts when somebody asks for something. */
    private static final class Published extends FlowPublisherVerification<Long> {

        Published() {
            super(environment());
        }

        @Override
        public Publisher<Long> createFlowPublisher(long elements) {
            PublisherSink<Long> sink = Sinks.publisher(BUFFER);
            Source<Long> numbers = elements == Long.MAX_VALUE
                    ? Sources.<Long>generate(index -> index)
                    : Sources.<Long>generate(index -> index).count(elements);
            Pipeline pipeline = Pipeline.create("published");
            pipeline.source("numbers", numbers).to("published", sink);
            AtomicBoolean started = new AtomicBoolean();
            Runnable start = () -> {
                if (started.compareAndSet(false, true)) {
                    ENGINE.start(pipeline, JobOptions.defaults());
                }
            };
            return subscriber -> sink.subscribe(subscriber == null ? null : new Starting(subscriber, start));
        }

        @Override
        public Publisher<Long> createFailedFlowPublisher() {
            PublisherSink<Long> sink = Sinks.publisher(BUFFER);
            Pipeline pipeline = Pipeline.create("failing");
            pipeline.source("numbers", Sources.of(1L))
                    .map(number -> {
                        if (number == 1) {
                            throw new IllegalStateException("on purpose");
                        }
                        return number;
                    })
                    .to("published", sink);
            try {
                ENGINE.start(pipeline, JobOptions.defaults()).join();
            } catch (RuntimeException e) {
                return sink;
            }
            throw new AssertionError("the job has not failed");
        }
    }

    private record Starting(Subscriber<? super Long> subscriber, Runnable start) implements Subscriber<Long> {

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long count) {
                    start.run();
                    subscription.request(count);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                }
            });
        }

        @Override
        public void onNext(Long event) {
            subscriber.onNext(event);
        }

        @Override
        public void onError(Throwable error) {
            subscriber.onError(error);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
        }
    }

    /** What a job subscribes with. */
    private static final class Subscribed extends FlowSubscriberBlackboxVerification<Integer> {

        Subscribed() {
            super(environment());
        }

        @Override
        @SuppressWarnings("unchecked") // a source takes whatever is published
        public Subscriber<Integer> createFlowSubscriber() {
            CompletableFuture<Subscriber<Integer>> subscriber = new CompletableFuture<>();
            Publisher<Integer> publisher = comes -> subscriber.complete((Subscriber<Integer>) comes);
            Pipeline pipeline = Pipeline.create("subscribed");
            pipeline.source("published", Sources.publisher(publisher, BUFFER)).to("out", Sinks.discard());
            ENGINE.start(pipeline, JobOptions.defaults());
            return subscriber.join();
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepTheRulesOfPublishers() {
        return rules(Published::new, Published.class);
    }

    @TestFactory
    Stream<DynamicTest> shouldKeepTheRulesOfSubscribers() {
        return rules(Subscribed::new, Subscribed.class);
    }

    private static <V> Stream<DynamicTest> rules(Supplier<V> verification, Class<V> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(rule -> dynamicTest(rule.getName(), () -> check(verification.get(), rule)));
    }

    private static void check(Object verification, Method rule) throws Throwable {
        try {
            callAll(verification, BeforeClass.class);
            callAll(verification, BeforeMethod.class);
            rule.invoke(verification);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException) {
                Assumptions.abort(e.getCause().getMessage());
            }
            throw e.getCause();
        } finally {
            callAll(verification, AfterClass.class);
        }
    }

    private static void callAll(Object verification, Class<? extends Annotation> when)
            throws ReflectiveOperationException {
        for (Method method : verification.getClass().getMethods()) {
            if (method.isAnnotationPresent(when)) {
                method.invoke(verification);
            }
        }
    }
}
