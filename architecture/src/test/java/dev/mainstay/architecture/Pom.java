// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import java.util.regex.Pattern;

/** What a POM without a parent says of its project. */
final class Pom {
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

    private Pom() {}

    /** The first version there is: the project's own. */
    static String version(String pom) {
        return VERSION.matcher(Checkout.text(pom)).results().findFirst().orElseThrow().group(1);
    }
}
