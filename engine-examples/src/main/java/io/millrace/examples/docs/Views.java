package io.millrace.examples.docs;

import io.millrace.Engine;
import io.millrace.Job;
import io.millrace.JobOptions;
import io.millrace.Pipeline;
import io.millrace.source.Source;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.view.TableView;
import io.millrace.window.Aggregates;
import io.millrace.window.WindowResult;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An application that looks into its pipeline while it runs. */
public final class Views {

    private Views() {}

    // tag::records
    record Hit(String page, String user, long time) {}

    record Stock(String item, int left) {}
    // end::records

    static Pipeline hits(Source<Hit> source) {
        Pipeline pipeline = Pipeline.create("hits");
        // tag::windows
        pipeline.source("hits", source)
                .timestamps(Timestamps.millis(Hit::time), Watermarks.boundedOutOfOrderness(Duration.ofSeconds(2)))
                .keyBy(Hit::page)
                .window(Windows.tumbling(Duration.ofMinutes(1)))
                .aggregate("per minute", Aggregates.count())
                .keyBy(WindowResult::key, String.class)
                .view("views", WindowResult::value, Long.class);
        // end::windows
        return pipeline;
    }

    static Pipeline stock(Source<Stock> source) {
        Pipeline pipeline = Pipeline.create("stock");
        // tag::upserts
        pipeline.source("stock", source)
                .keyBy(Stock::item)
                .view("left", stock -> stock.left() == 0 ? null : stock.left(), Integer.class);
        // end::upserts
        return pipeline;
    }

    static void read(Engine engine, Pipeline pipeline, JobOptions options) {
        // tag::read
        Job job = engine.start(pipeline, options);
        TableView<String, Long> views = job.view("views", String.class, Long.class);

        Long ofHome = views.get("/home"); // null when there is none
        Map<String, Long> both = views.getAll(List.of("/home", "/about"));
        Map<String, Long> shop = views.range("/shop/", "/shop0");
        views.forEach((page, count) -> System.out.println(page + " " + count + " as of " + views.watermark()));

        TableView.Subscription told = views.subscribe("/home", (page, count) -> System.out.println(count));
        // end::read
        System.out.println(ofHome + " " + both + " " + shop + " " + told);
    }
}
