package io.millrace.benchmarks.compare;

import io.millrace.benchmarks.rival.Rivals;
import io.millrace.benchmarks.tool.Spread;
import io.millrace.benchmarks.tool.Svg;
import io.millrace.benchmarks.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/**
 * The speeds in a workload as bars, on a logarithmic scale; a line for the plain loop.
 *
 * @param results of the run
 * @param systems from left to right
 * @param parallelisms a bar each
 */
record SpeedChart(Results results, List<String> systems, List<Integer> parallelisms) {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final double BAR = 0.7;

    /**
     * Draws a workload, unless none of its bars was measured.
     *
     * @param workload the workload
     * @param directory where the file goes, which has the name of the workload
     */
    void write(Workload workload, Path directory) throws IOException {
        List<String> shown = systems.stream()
                .filter(system -> !system.equals(Rivals.HAND))
                .filter(system -> parallelisms.stream()
                        .anyMatch(threads -> speed(workload, system, threads).isPresent()))
                .toList();
        if (!shown.isEmpty()) {
            Svg.write(chart(workload, shown), directory.resolve(workload + ".svg"));
        }
    }

    private CategoryChart chart(Workload workload, List<String> shown) {
        Optional<Spread> hand = speed(workload, Rivals.HAND, 1);
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(workload
                        + hand.map(line -> " (line: hand, " + Spread.digits(line.middle()) + ")")
                                .orElse(""))
                .yAxisTitle("million events/s")
                .build();
        List<Double> figures = new ArrayList<>();
        for (int parallelism : parallelisms) {
            List<Double> bars = shown.stream()
                    .map(system -> speed(workload, system, parallelism)
                            .map(Spread::middle)
                            .orElse(null))
                    .toList();
            bars.stream().filter(bar -> bar != null).forEach(figures::add);
            chart.addSeries(parallelism == 1 ? "1 thread" : parallelism + " threads", shown, bars);
        }
        hand.ifPresent(line -> {
            figures.add(line.middle());
            chart.addAnnotation(new AnnotationLine(line.middle(), false, false));
        });
        style(chart, figures);
        return chart;
    }

    /** Bars of a logarithmic scale need an end below the least of them: a power of ten. */
    private static void style(CategoryChart chart, List<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(figure -> figure).sorted().toArray();
        double lowest = Math.pow(10, Math.floor(Math.log10(sorted[0] * BAR)));
        double highest = Math.pow(10, Math.ceil(Math.log10(sorted[sorted.length - 1] / BAR)));
        chart.getStyler().setYAxisLogarithmic(true).setYAxisMin(lowest).setYAxisMax(highest);
        chart.getStyler().setAvailableSpaceFill(BAR).setLabelsVisible(true);
        Svg.style(chart.getStyler());
    }

    private Optional<Spread> speed(Workload workload, String system, int parallelism) {
        return results.speed(Case.of(workload, system, parallelism));
    }
}
