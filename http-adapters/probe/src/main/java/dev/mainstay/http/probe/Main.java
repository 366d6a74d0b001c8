// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.io.IOException;
import java.io.PrintStream;

/**
 * The command line. Exits 0 if the probe passes and 1 if it does not, also for a mistake in the
 * arguments: Docker reserves 2.
 */
public final class Main {
    static final int PASSED = 0;
    static final int FAILED = 1;

    private static final String USAGE =
            """
            usage: probe URL [--timeout 3s] [--key-env NAME]
                   probe --file PATH --max-age 30s
                   probe watch URL [--interval 10s] [--timeout 3s] [--key-env NAME]

              URL          http:// or https://; passes on an answer from 200 to 299
              --file       passes if the file was changed within --max-age
              --key-env    the variable that holds the API key
              durations    500ms, 30s, 2m; a bare number is seconds\
            """;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param args see the usage that {@code --help} prints
     * @throws InterruptedException if {@code watch} is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        int code = run(args, System.out, System.err);
        if (code != PASSED) {
            System.exit(code);
        }
    }

    static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            var arguments = new Arguments(args);
            if (arguments.asksForHelp()) {
                out.println(USAGE);
                return PASSED;
            }
            return run(arguments, out);
        } catch (UsageException e) {
            err.println("probe: " + Text.printable(e.getMessage()));
            err.println(USAGE);
        } catch (IOException e) {
            err.println("probe: " + Text.printable(e.getMessage()));
        }
        return FAILED;
    }

    private static int run(Arguments arguments, PrintStream out)
            throws UsageException, IOException, InterruptedException {
        if (arguments.has("--file")) {
            return FileAge.of(arguments).probe(out);
        }
        if (arguments.startsWith("watch")) {
            Watch.of(arguments, out).run();
            return PASSED;
        }
        return probe(HttpGet.of(arguments, ""), out);
    }

    private static int probe(HttpGet get, PrintStream out)
            throws IOException, InterruptedException {
        Answer answer = get.send();
        out.println(answer.summary());
        return answer.passed() ? PASSED : FAILED;
    }
}
