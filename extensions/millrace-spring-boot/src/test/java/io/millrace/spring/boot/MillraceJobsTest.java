package io.millrace.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.Pipeline;
import io.millrace.job.JobListener;
import io.millrace.job.JobState;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class MillraceJobsTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MillraceAutoConfiguration.class));

    @TempDir
    private Path directory;

    @Configuration(proxyBeanMethods = false)
    static class ThreePipelines {

        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        @Bean
        @Order(3)
        Pipeline last() {
            return Recorded.endless("last");
        }

        @Bean
        @Order(1)
        Pipeline first() {
            return Recorded.endless("first");
        }

        @Bean
        @Order(2)
        Pipeline second() {
            return Recorded.endless("second");
        }

        @Bean
        JobOptionsCustomizer listening() {
            return (pipeline, options) -> options.withListener(new JobListener() {
                @Override
                public void onState(JobState state) {
                    told.add(pipeline.name() + " " + state);
                }
            });
        }
    }

    @Test
    void shouldStartInOrderAndStopInTheOppositeOneEachWhenTheOneBeforeHasEnded() {
        application.withUserConfiguration(ThreePipelines.class).run(context -> {
            ThreePipelines pipelines = context.getBean(ThreePipelines.class);
            assertThat(context.getBean(MillraceJobs.class).all())
                    .extracting(Job::name)
                    .containsExactly("first", "second", "last");
            context.getSourceApplicationContext().close();
            assertThat(pipelines.told.stream().filter(each -> !each.endsWith("RUNNING")))
                    .containsExactly(
                            "last STOPPING",
                            "last FINISHED",
                            "second STOPPING",
                            "second FINISHED",
                            "first STOPPING",
                            "first FINISHED");
        });
    }

    @Test
    void shouldStopWithALastSnapshotAndGoOnFromIt() {
        ApplicationContextRunner remembering = application
                .withBean("numbers", Pipeline.class, () -> Recorded.endless("numbers / all"))
                .withPropertyValues("millrace.snapshots.directory=" + directory, "millrace.snapshots.on-demand=true");
        remembering.run(context -> assertThat(
                        context.getBean(MillraceJobs.class).get("numbers / all").restoredFrom())
                .isEmpty());
        remembering.run(context -> assertThat(
                        context.getBean(MillraceJobs.class).get("numbers / all").restoredFrom())
                .isPresent());
        assertThat(directory.resolve("numbers+%2F+all")).isDirectory();
    }

    @Test
    void shouldGoOnWhileTheContextIsPausedAndStartAnewBehindAStop() {
        application.withBean(Pipeline.class, () -> Recorded.endless("numbers")).run(context -> {
            MillraceJobs jobs = context.getBean(MillraceJobs.class);
            Job first = jobs.get("numbers");
            context.getSourceApplicationContext().pause();
            assertThat(first.state()).isEqualTo(JobState.RUNNING);
            context.getSourceApplicationContext().stop();
            assertThat(first.state()).isEqualTo(JobState.FINISHED);
            assertThat(jobs.isRunning()).isFalse();
            context.getSourceApplicationContext().start();
            assertThat(jobs.get("numbers").state()).isEqualTo(JobState.RUNNING);
            assertThat(jobs.all()).hasSize(1).doesNotContain(first);
        });
    }

    @Test
    void shouldStartWhatDoesNotStartByItselfWhenItIsTold() {
        Queue<Long> copies = new ConcurrentLinkedQueue<>();
        List<Long> numbers = LongStream.range(0, 100).boxed().toList();
        application
                .withBean(Pipeline.class, () -> Recorded.copying("copy", numbers, copies))
                .withPropertyValues("millrace.pipelines.copy.auto-startup=false")
                .run(context -> {
                    MillraceJobs jobs = context.getBean(MillraceJobs.class);
                    assertThat(jobs.all()).isEmpty();
                    assertThatThrownBy(() -> jobs.get("copy"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("'copy' was not started");
                    assertThat(jobs.start("copy").join()).isEqualTo(JobState.FINISHED);
                    assertThat(copies).containsExactlyElementsOf(numbers);
                    jobs.start("copy").join();
                    assertThat(copies).hasSize(200);
                });
    }

    @Test
    void shouldRefuseToStartWhatRunsAndWhatIsNotThere() {
        application.withBean(Pipeline.class, () -> Recorded.endless("numbers")).run(context -> {
            MillraceJobs jobs = context.getBean(MillraceJobs.class);
            assertThatThrownBy(() -> jobs.start("numbers"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pipeline 'numbers' runs already");
            assertThatThrownBy(() -> jobs.start("letters")).isInstanceOf(UnknownPipelineException.class);
            assertThatThrownBy(() -> jobs.get("letters"))
                    .isInstanceOf(UnknownPipelineException.class)
                    .hasMessageContaining("there are: numbers");
        });
    }

    @Test
    void shouldKeepTheApplicationUpWhenAJobHasFailed() {
        application.withBean(Pipeline.class, () -> Recorded.failing("failing")).run(context -> {
            Job job = context.getBean(MillraceJobs.class).get("failing");
            assertThatThrownBy(job::join).hasMessageContaining("two is too much");
            assertThat(context.getBean(Engine.class).health().ready()).isFalse();
        });
    }

    @Test
    void shouldCancelWhatDoesNotEndInTime() {
        CountDownLatch entered = new CountDownLatch(1);
        AtomicReference<Job> job = new AtomicReference<>();
        application
                .withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class))
                .withBean(Pipeline.class, () -> Recorded.hanging("hanging", entered))
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=10ms")
                .run(context -> {
                    job.set(context.getBean(MillraceJobs.class).get("hanging"));
                    entered.await();
                });
        assertThat(job.get().state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void shouldKeepTheJvmAliveAsLongAsAJobRuns() {
        application
                .withBean(Pipeline.class, () -> Recorded.endless("kept alive"))
                .run(context -> {
                    assertThat(keepers()).hasSize(1).noneMatch(Thread::isDaemon);
                    Job job = context.getBean(MillraceJobs.class).get("kept alive");
                    Thread keeper = keepers().get(0);
                    job.stop();
                    keeper.join();
                    assertThat(job.state()).isEqualTo(JobState.FINISHED);
                });
    }

    private static List<Thread> keepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("millrace-job-kept alive"))
                .toList();
    }
}
