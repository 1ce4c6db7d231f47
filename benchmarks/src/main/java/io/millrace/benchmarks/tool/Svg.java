package io.millrace.benchmarks.tool;

import java.awt.Color;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Charts as files, all in one style. */
public final class Svg {

    private static final Color[] COLORS = {
        new Color(0x1B6CA8), new Color(0xE08E2B), new Color(0x4C9F70), new Color(0x8E5BA6), new Color(0x6B6B6B)
    };

    private Svg() {}

    /**
     * Gives a chart the look of the others.
     *
     * @param styler of the chart
     */
    public static void style(AxesChartStyler styler) {
        styler.setSeriesColors(COLORS);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAnnotationLineColor(Color.BLACK);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
    }

    /**
     * Writes a chart; needs no display.
     *
     * @param chart what to write
     * @param file is replaced if it is there
     * @throws IOException if it cannot be written
     */
    public static void write(IChart chart, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ChartEncoder.saveChart(chart, out, "svg");
        }
    }
}
