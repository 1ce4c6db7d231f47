package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.tool.Svg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Latency by percentile, a curve for each system through the medians of its runs, both axes logarithmic: each nine of
 * the percentile is as wide.
 *
 * @param rate of the events
 * @param nanos the runs of the systems
 */
record CurveChart(int rate, Map<String, List<Histogram>> nanos) {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final double STEP = Math.pow(2, 0.2);
    private static final double LEAST_MICROS = 0.001;

    void write(Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(String.format(Locale.ROOT, "%,d events/s", rate))
                .xAxisTitle("percentile")
                .yAxisTitle("microseconds")
                .build();
        nanos.forEach((system, runs) -> add(chart, system, runs));
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(CurveChart::percentile);
        Svg.style(chart.getStyler());
        Svg.write(chart, file);
    }

    private static void add(XYChart chart, String system, List<Histogram> runs) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        long events = runs.stream().mapToLong(Histogram::getTotalCount).min().orElse(0);
        for (double oneIn = STEP; oneIn <= events; oneIn *= STEP) {
            x.add(oneIn);
            y.add(Math.max(
                    LEAST_MICROS, Percentiles.micros(runs, 100 - 100 / oneIn).middle()));
        }
        chart.addSeries(system, x, y).setMarker(SeriesMarkers.NONE);
    }

    /** One event in so many is later: 1,000 stands for 99.9 %. */
    private static String percentile(double oneIn) {
        return Double.toString(Math.round((100 - 100 / oneIn) * 1e6) / 1e6).replaceFirst("\\.0$", "");
    }
}
