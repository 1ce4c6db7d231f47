package io.millrace.spring.boot.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.spring.boot.MillraceAutoConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** What is said of applications that do not start, by all analyzers that Spring Boot finds. */
class FailureAnalyzersTest {

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MillraceAutoConfiguration.class));

    @TempDir
    private Path directory;

    private static Pipeline pipeline(String name) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("numbers", Sources.of(1, 2, 3)).to("none", Sinks.discard());
        return pipeline;
    }

    private static FailureAnalysis analyzed(ApplicationContextRunner application) {
        AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
        application.run(context -> {
            Throwable failure = Objects.requireNonNull(context.getStartupFailure(), "it has started");
            ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                    .and(Environment.class, new StandardEnvironment());
            analysis.set(SpringFactoriesLoader.forDefaultResourceLocation()
                    .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, unused) -> {}))
                    .stream()
                    .map(analyzer -> analyzer.analyze(failure))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nobody can tell", failure)));
        });
        return analysis.get();
    }

    @Test
    void shouldNameTheBeansThatAreOnePipeline() {
        FailureAnalysis analysis = analyzed(application
                .withBean("one", Pipeline.class, () -> pipeline("fraud"))
                .withBean("another", Pipeline.class, () -> pipeline("fraud"))
                .withBean("other", Pipeline.class, () -> pipeline("clicks")));

        assertThat(analysis.getDescription())
                .isEqualTo("The beans one, another are all a pipeline of the name 'fraud'. Snapshots, metrics and"
                        + " properties go by that name.");
        assertThat(analysis.getAction()).contains("Pipeline.create(...)");
    }

    @Test
    void shouldNameThePipelinesThatThereAre() {
        FailureAnalysis analysis = analyzed(application
                .withBean(Pipeline.class, () -> pipeline("fraud"))
                .withPropertyValues("millrace.pipelines.frauds.parallelism=2"));

        assertThat(analysis.getDescription())
                .isEqualTo("There is no pipeline of the name 'frauds', which millrace.pipelines.frauds is about; there"
                        + " are: fraud.");
        assertThat(analysis.getAction()).contains("in brackets");
    }

    @Test
    void shouldNameTheDirectoryThatCannotBeWritten() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");

        FailureAnalysis analysis = analyzed(application
                .withBean(Pipeline.class, () -> pipeline("fraud"))
                .withPropertyValues("millrace.snapshots.directory=" + file));

        assertThat(analysis.getDescription()).contains("fraud", file.toString());
        assertThat(analysis.getAction()).contains("millrace.snapshots.directory", "may write");
    }

    @Test
    void shouldTellWhatIsWrongWithAPipeline() {
        FailureAnalysis analysis = analyzed(application.withBean(Pipeline.class, () -> Pipeline.create("empty")));

        assertThat(analysis.getDescription()).startsWith("pipeline 'empty' cannot start:");
        assertThat(analysis.getAction()).contains("bean of the pipeline");
    }

    @Test
    void shouldTellThatASourceHasAnotherJob() {
        PushSource<Integer> shared = Sources.push(8);
        FailureAnalysis analysis = analyzed(application
                .withBean("one", Pipeline.class, () -> reading("one", shared))
                .withBean("another", Pipeline.class, () -> reading("another", shared)));

        assertThat(analysis.getAction()).contains("a source of its own");
    }

    private static Pipeline reading(String name, PushSource<Integer> source) {
        Pipeline pipeline = Pipeline.create(name);
        pipeline.source("pushed", source).to("none", Sinks.discard());
        return pipeline;
    }

    @Test
    void shouldTellWhichPropertyIsWrong() {
        FailureAnalysis analysis = analyzed(application.withPropertyValues("millrace.workers=0"));

        assertThat(analysis.getDescription()).contains("millrace.workers: an engine needs at least one worker, not 0");
    }
}
