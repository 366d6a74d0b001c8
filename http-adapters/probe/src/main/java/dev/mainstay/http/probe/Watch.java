// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Asks again and again and shows the components. In a terminal it draws over what it has drawn;
 * elsewhere, as in a log, it prints each change once.
 */
final class Watch {
    private static final String DEFAULT_INTERVAL = "10s";
    private static final String CLEAR = "\033[H\033[2J";

    private final HttpGet get;
    private final long intervalMillis;
    private final PrintStream out;
    private final boolean terminal;
    private final Components components = new Components();

    Watch(HttpGet get, long intervalMillis, PrintStream out, boolean terminal) {
        this.get = get;
        this.intervalMillis = intervalMillis;
        this.out = out;
        this.terminal = terminal;
    }

    static Watch of(Arguments arguments, PrintStream out) throws UsageException {
        String interval = arguments.take("--interval");
        long millis = Millis.parse("--interval", interval == null ? DEFAULT_INTERVAL : interval);
        return new Watch(HttpGet.of(arguments, "verbose"), millis, out, isTerminal());
    }

    /** Goes on until the process is ended. */
    void run() throws InterruptedException {
        while (!out.checkError()) {
            round();
            Thread.sleep(intervalMillis);
        }
    }

    void round() throws InterruptedException {
        String state;
        String lines = "";
        try {
            Answer answer = get.send();
            state = answer.status() + (answer.passed() ? " up" : " down");
            lines = answer.body();
        } catch (IOException e) {
            state = "no answer: " + Text.printable(e.getMessage());
        }
        boolean changed = components.update(state, lines, System.nanoTime());
        LocalTime now = LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS);
        String head = Text.printable(get.url().toString()) + "  " + now + "  " + state;
        if (terminal) {
            out.print(CLEAR + head + "\n\n" + components.show(System.nanoTime()));
        } else if (changed) {
            out.print(head + "\n" + components.show(System.nanoTime()));
        }
        out.flush();
    }

    /** On JDK 22 to 24 there is a console wherever TERM is set, a log among them. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null && System.getenv("TERM") != null;
    }
}
