// SPDX-License-Identifier: Apache-2.0
/**
 * A service that takes documents, counts their words in the background and tells the truth about
 * its health. Start at {@link dev.mainstay.samples.documents.DocumentService}.
 */
@NullMarked
package dev.mainstay.samples.documents;

import org.jspecify.annotations.NullMarked;
