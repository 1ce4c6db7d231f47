package io.millrace.files;

import io.millrace.Engine;
import io.millrace.Pipeline;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import java.nio.file.Path;

/** Writes and reads a directory in a locale in which file names are ASCII. */
final class OtherLocaleProgram {

    record City(String name) {}

    record Found(String name, String city) {}

    private OtherLocaleProgram() {}

    /** Takes the directory, and prints what it finds in ASCII. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (Engine engine = Engine.create()) {
            Pipeline writing = Pipeline.create("writing");
            writing.source("in", Sources.of(new City("K\u00f6ln \u20ac\ud83d\ude00")))
                    .to("out", FileSink.in(directory, Csv.of(City.class)).partitionedBy("city", City::name));
            engine.start(writing).join();
            Pipeline reading = Pipeline.create("reading");
            reading.source("in", FileSource.in(directory, Csv.of(Found.class)).recursive())
                    .to(
                            "out",
                            Sinks.callback(
                                    found -> System.out.println(found.city().equals("K\u00f6ln \u20ac\ud83d\ude00")
                                            && found.name().equals(found.city()))));
            engine.start(reading).join();
            new ProcessBuilder("sh", "-c", "cd '" + directory + "'; : > \"$(printf 'gr\\303\\274n.csv')\"")
                    .start()
                    .waitFor();
            Pipeline named = Pipeline.create("named");
            named.source("in", FileSource.in(directory, Csv.of(Found.class)).glob("*.csv"))
                    .to("out", Sinks.print());
            engine.start(named).join();
        } catch (RuntimeException e) {
            System.out.println(e.getMessage());
        }
    }
}
