// These functions write pictures of views: PNG, SVG or PDF by the file's ending.
#pragma once

#include <QPainter>
#include <QSize>
#include <QString>
#include <functional>

namespace repetend::gui {

// `paint` paints on a paper of `size` pixels; SVG and PDF keep lines and text as such. Throws RequestError
// when the ending is another one or the file cannot be written.
void write_picture(const QString& file, QSize size, const std::function<void(QPainter&)>& paint);

// The picture shows a widget as it looks.
void write_picture(const QString& file, QWidget& widget);

}  // namespace repetend::gui
