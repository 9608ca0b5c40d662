from django.forms import ImageField

class WagtailImageField(ImageField):
    max_upload_size: int
    max_image_pixels: int
