// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.io.File;
import java.io.PrintStream;

/** A probe file's age, which is its signal: a killed process leaves its files behind. */
final class FileAge {
    private final File file;
    private final long maxAgeMillis;

    FileAge(File file, long maxAgeMillis) {
        this.file = file;
        this.maxAgeMillis = maxAgeMillis;
    }

    static FileAge of(Arguments arguments) throws UsageException {
        String file = arguments.takeRequired("--file");
        long maxAge = Millis.parse("--max-age", arguments.takeRequired("--max-age"));
        arguments.refuseRest();
        return new FileAge(new File(file), maxAge);
    }

    /** One from the future has its age too: clocks are set back. */
    int probe(PrintStream out) {
        String name = Text.printable(file.toString());
        long changed = file.lastModified();
        if (changed == 0) {
            out.println(name + " is missing");
            return Main.FAILED;
        }
        long age = System.currentTimeMillis() - changed;
        if (Math.abs(age) > maxAgeMillis) {
            out.println(name + " is " + age + " ms old, more than " + maxAgeMillis + " ms");
            return Main.FAILED;
        }
        out.println(name + " is " + age + " ms old");
        return Main.PASSED;
    }
}
