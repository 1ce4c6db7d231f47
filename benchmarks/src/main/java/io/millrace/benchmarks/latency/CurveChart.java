package io.millrace.benchmarks.latency;

import io.millrace.benchmarks.tool.Svg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Latency by percentile, a curve for each system, both axes logarithmic: each nine of the percentile is as wide.
 *
 * @param rate of the events
 * @param nanos the systems
 */
record CurveChart(int rate, Map<String, Histogram> nanos) {

    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final int POINTS_PER_HALVING = 5;

    void write(Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(String.format(Locale.ROOT, "%,d events/s", rate))
                .xAxisTitle("percentile")
                .yAxisTitle("microseconds")
                .build();
        nanos.forEach((system, histogram) -> add(chart, system, histogram));
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(CurveChart::percentile);
        Svg.style(chart.getStyler());
        Svg.write(chart, file);
    }

    private static void add(XYChart chart, String system, Histogram histogram) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (HistogramIterationValue point : histogram.percentiles(POINTS_PER_HALVING)) {
            double above = 1 - point.getPercentileLevelIteratedTo() / 100;
            if (above > 0 && above < 1) {
                x.add(1 / above);
                y.add(Math.max(1, point.getValueIteratedTo()) / 1e3);
            }
        }
        chart.addSeries(system, x, y).setMarker(SeriesMarkers.NONE);
    }

    /** One event in so many is later: 1,000 stands for 99.9 %. */
    private static String percentile(double oneIn) {
        return Double.toString(Math.round((100 - 100 / oneIn) * 1e6) / 1e6).replaceFirst("\\.0$", "");
    }
}
